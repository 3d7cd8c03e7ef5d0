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
	return before !== null && canonical(before) === canonical(after);
}

function canonical(card: CardSnapshot): string {
	const { modifiedAt: _, ...rest } = card;
	const sorted = {
		...rest,
		tags: rest.tags.toSorted(),
		dependencies: rest.dependencies.toSorted((a, b) => (a.gid < b.gid ? -1 : 1)),
	};
	return JSON.stringify(Object.entries(sorted).sort(([a], [b]) => (a < b ? -1 : 1)));
}
