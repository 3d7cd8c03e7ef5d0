import { customFields, sections, type FieldKey } from '@aegis/shared/domain';
import type { BoardField, BoardSection } from './board-task.ts';

/** How a project spells Aegis' columns and fields. A field it does not have is absent. */
export interface FieldMap {
	readonly sections: ReadonlyMap<string, string>;
	readonly fields: { readonly [Key in FieldKey]?: BoardField };
	/** Every column from left to right, those of equal names too. */
	readonly columns: readonly BoardSection[];
	/** The gids of fields people call Priority, which Aegis reads and does not need. */
	readonly priorities: readonly string[];
	/** The board's plan has no fields at all: what they would say is read and said otherwise. */
	readonly fieldless: boolean;
}

/** What a project lacks for Aegis to work in it. */
export interface SchemaGap {
	readonly sections: readonly string[];
	readonly fields: readonly FieldKey[];
	readonly options: readonly { readonly field: FieldKey; readonly fieldGid: string; readonly name: string }[];
}

export const fieldKeys = Object.keys(customFields) as readonly FieldKey[];

/** The name a field gets where its plain one is already taken by a field of another type. */
export function prefixedName(key: FieldKey): string {
	return `Aegis ${customFields[key].name}`;
}

/** Finds Aegis' field among a project's: by type, and by its name with or without the prefix. */
export function findField(key: FieldKey, fields: readonly BoardField[]): BoardField | undefined {
	const { name, type } = customFields[key];
	const named = (wanted: string): BoardField | undefined =>
		fields.find((field) => field.name.trim() === wanted && field.type === type);
	return named(name) ?? named(prefixedName(key));
}

/** `known` is null where the board's plan has no fields. */
export function mapFields(
	boardSections: readonly BoardSection[],
	known: readonly BoardField[] | null,
): FieldMap {
	const boardFields = known ?? [];
	const fields: { [Key in FieldKey]?: BoardField } = {};
	for (const key of fieldKeys) {
		const field = findField(key, boardFields);
		if (field !== undefined) fields[key] = field;
	}
	// Of two columns with one name the first is meant, as on the board.
	const named = new Map<string, string>();
	for (const section of boardSections) if (!named.has(section.name)) named.set(section.name, section.gid);
	const priorities = boardFields
		.filter((field) => field.name.trim().toLowerCase() === 'priority')
		.filter((field) => field.type === 'enum' || field.type === 'text')
		.map((field) => field.gid);
	return { sections: named, fields, columns: boardSections, priorities, fieldless: known === null };
}

/** True when cards read with the one say the same as read with the other. */
export function isSameMap(one: FieldMap, other: FieldMap): boolean {
	const spell = (map: FieldMap): string =>
		JSON.stringify([
			map.columns.map(({ gid, name }) => [gid, name]),
			map.fields,
			map.priorities,
			map.fieldless,
		]);
	return spell(one) === spell(other);
}

export function findGaps(map: FieldMap): SchemaGap {
	const options: { field: FieldKey; fieldGid: string; name: string }[] = [];
	for (const key of fieldKeys) {
		const definition = customFields[key];
		const field = map.fields[key];
		if (field === undefined || definition.type !== 'enum') continue;
		const known = new Set(field.options.filter(({ enabled }) => enabled).map(({ name }) => name));
		for (const name of definition.options)
			if (!known.has(name)) options.push({ field: key, fieldGid: field.gid, name });
	}
	return {
		sections: sections.filter((name) => !map.sections.has(name)),
		fields: fieldKeys.filter((key) => !map.fieldless && map.fields[key] === undefined),
		options,
	};
}

/** The fields that hold an agent back: where one is not there, nothing starts and nothing merges. */
const guardKeys = ['agent', 'maxCostUsd', 'mergeApproval'] as const satisfies readonly FieldKey[];

/** What the project lacks of the fields that guard its cards, in one sentence; null when nothing. */
export function findGuardProblem(map: FieldMap): string | null {
	if (map.fieldless) return null;
	const missing = guardKeys.filter((key) => map.fields[key] === undefined);
	if (missing.length === 0) return null;
	const names = missing.map((key) => `${customFields[key].name} (${customFields[key].type})`).join(', ');
	return `the project has no field ${names}; \`aegis asana sync-schema\` adds what is missing, or give the field its name back`;
}

/** One clause that names everything missing, or null when nothing is. */
export function describeGaps(gaps: SchemaGap): string | null {
	const parts = [
		describeList('sections', gaps.sections),
		describeList(
			'fields',
			gaps.fields.map((key) => customFields[key].name),
		),
		describeList(
			'options',
			gaps.options.map((option) => `${option.name} of ${customFields[option.field].name}`),
		),
	].filter((part) => part !== null);
	return parts.length === 0 ? null : parts.join('; ');
}

function describeList(what: string, names: readonly string[]): string | null {
	return names.length === 0 ? null : `${what} ${names.join(', ')}`;
}
