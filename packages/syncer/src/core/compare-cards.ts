import type { CardSnapshot, Section } from '@aegis/shared/domain';

/** Sections whose cards nobody works on: their comments and steps are not read until they leave. */
const quietSections: ReadonlySet<string | null> = new Set<Section | null>(['Drafts', 'Done', null]);

export function mayNeedDetails(section: string | null): boolean {
	return !quietSections.has(section);
}

/**
 * True when the two say the same to a reader. The time of the last change is not compared: it also moves for what a
 * snapshot does not hold. Nor is the order of tags and dependencies, which boards do not promise.
 */
export function saysTheSame(before: CardSnapshot | null, after: CardSnapshot): boolean {
	if (before === null) return false;
	const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof CardSnapshot>;
	names.delete('modifiedAt');
	for (const name of names) if (!isSame(name, before[name], after[name])) return false;
	return true;
}

type Value = CardSnapshot[keyof CardSnapshot];

function isSame(name: keyof CardSnapshot, before: Value, after: Value): boolean {
	return before === after || canonical(name, before) === canonical(name, after);
}

function canonical(name: keyof CardSnapshot, value: Value): string | undefined {
	switch (name) {
		case 'tags':
			return JSON.stringify((value as CardSnapshot['tags']).toSorted());
		case 'dependencies':
			return JSON.stringify(
				(value as CardSnapshot['dependencies']).toSorted((a, b) => (a.gid < b.gid ? -1 : 1)),
			);
		default:
			return JSON.stringify(value);
	}
}
