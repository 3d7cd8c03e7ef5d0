import type { Card, Field, Frame } from './board.ts';

/** The fields Aegis speaks with people through, by their names on the board; an own `Aegis …` name counts too. */
const known = {
	agent: 'Agent',
	status: 'Swarm Status',
	cost: 'Cost',
	maxCost: 'Max Cost',
	approval: 'Merge Approval',
	reason: 'Reason',
} as const;

export type KnownField = keyof typeof known;

/** What Aegis writes and a person only reads. */
const written: ReadonlySet<string> = new Set([
	'Swarm Status',
	'Session ID',
	'Cost',
	'Worktree Path',
	'Reason',
]);

export function isWrittenByAegis(field: Field): boolean {
	return written.has(bareName(field));
}

export function findField(frame: Frame, key: KnownField): Field | undefined {
	return frame.fields.find((field) => bareName(field) === known[key]);
}

/** The text of a field's value, as it is shown; empty for none. */
export function textOf(field: Field | undefined, card: Card): string {
	const value = field && card.fields[field.gid];
	if (field === undefined || value === undefined || value === null) return '';
	if (field.type === 'enum') return field.options.find(({ gid }) => gid === value)?.name ?? '';
	if (field.type === 'multi_enum' && Array.isArray(value))
		return field.options
			.filter(({ gid }) => value.includes(gid))
			.map(({ name }) => name)
			.join(', ');
	if (typeof value === 'number') return value.toFixed(field.precision);
	return typeof value === 'string' ? value : '';
}

export function numberOf(field: Field | undefined, card: Card): number | null {
	const value = field && card.fields[field.gid];
	return typeof value === 'number' ? value : null;
}

function bareName({ name }: Field): string {
	return name.replace(/^Aegis /, '');
}
