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

/** What distinguishes a column's name for a person: neither case nor blanks nor emoji. */
function essence(name: string): string {
	return name
		.normalize('NFKC')
		.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
		.trim()
		.toLowerCase();
}

const byEssence = new Map<string, Section>(sections.map((name) => [essence(name), name]));

/** The column of ours that a board's column means, however it is spelled; any other name stays as it is. */
export function nameSection(name: string): string {
	return byEssence.get(essence(name)) ?? name;
}
