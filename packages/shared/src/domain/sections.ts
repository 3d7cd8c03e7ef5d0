/** The board's columns, in board order. */
export const sections = [
	'Drafts',
	'Clarification Needed',
	'Planning',
	'Ready Queue',
	'In Progress',
	'Review',
	'Merging',
	'Done',
] as const;

export type Section = (typeof sections)[number];

export function isSection(value: string | null): value is Section {
	return value !== null && (sections as readonly string[]).includes(value);
}
