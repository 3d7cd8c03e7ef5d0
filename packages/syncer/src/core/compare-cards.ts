import type { CardSnapshot, Section } from '@aegis/shared/domain';

/** Sections whose cards nobody works on: their comments are not read until they leave. */
const quietSections: ReadonlySet<string | null> = new Set<Section | null>(['Drafts', 'Done', null]);

export function mayNeedComments(section: string | null): boolean {
	return !quietSections.has(section);
}

/**
 * True when the two say the same to a reader. The time of the last change is not compared: it also moves for what a
 * snapshot does not hold.
 */
export function saysTheSame(before: CardSnapshot | null, after: CardSnapshot): boolean {
	return before !== null && canonical(before) === canonical(after);
}

function canonical(card: CardSnapshot): string {
	const { modifiedAt: _, ...rest } = card;
	return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}
