import { displayNumber } from '../core/display-value.ts';
import { definitionFields, optionsOf } from './custom-field.ts';
import type { CustomFieldRow } from './custom-field.ts';
import { Ref, refs, remember } from './shape.ts';
import type { Shape, Value, View } from './shape.ts';

/** What a stored value looks like, by the field's type: text, number, an option's gid, gids, or a date. */
export type StoredValue =
	| string
	| number
	| readonly string[]
	| { readonly date: string; readonly date_time: string | null };

/** A field on a task or project: its definition with the value there. */
interface FieldValueRow extends CustomFieldRow {
	readonly value: StoredValue | null;
	readonly attached: boolean;
}

const valueFields: Readonly<Record<string, (row: FieldValueRow, view: View) => Value>> = {
	enabled: (row) => row.attached,
	text_value: (row) => (row.resource_subtype === 'text' ? asText(row.value) : undefined),
	number_value: (row) =>
		row.resource_subtype === 'number' ? (typeof row.value === 'number' ? row.value : null) : undefined,
	enum_value: (row, view) => (row.resource_subtype === 'enum' ? optionRef(view, row, row.value) : undefined),
	multi_enum_values: (row, view) =>
		row.resource_subtype === 'multi_enum'
			? asGids(row.value).map((gid) => optionRef(view, row, gid))
			: undefined,
	people_value: (row) => (row.resource_subtype === 'people' ? refs('user', asGids(row.value)) : undefined),
	date_value: (row) => (row.resource_subtype === 'date' ? asDate(row.value) : undefined),
	display_value: displayValue,
};

export const customFieldValue: Shape<FieldValueRow> = {
	compact: [
		'gid',
		'resource_type',
		'name',
		'resource_subtype',
		'type',
		'representation_type',
		'enabled',
		'description',
		'precision',
		'format',
		'currency_code',
		'custom_label',
		'custom_label_position',
		'is_global_to_workspace',
		'has_notifications_enabled',
		'is_formula_field',
		'is_value_read_only',
		'id_prefix',
		'input_restrictions',
		'asana_created_field',
		'created_by',
		'privacy_setting',
		'default_access_level',
		'display_value',
		'enum_options',
		'text_value',
		'number_value',
		'enum_value',
		'multi_enum_values',
		'people_value',
		'date_value',
	],
	full: [],
	alwaysCompact: true,
	fields: { ...definitionFields, ...valueFields },
};

/** The custom fields of an object: those set up on its projects, then those it still has a value of. */
export function fieldValuesOf(view: View, object: string, projects: readonly string[]): readonly Ref[] {
	const values = new Map(
		view.store.rows
			.all<{ custom_field: string; value: string }>(
				'SELECT custom_field, value FROM custom_field_values WHERE object = ?',
				object,
			)
			.map((row) => [row.custom_field, JSON.parse(row.value) as StoredValue]),
	);
	const attached = new Set(projects.flatMap((project) => attachedTo(view, project)));
	return [...new Set([...attached, ...values.keys()])].flatMap((gid) => {
		const definition = definitionOf(view, gid);
		if (!definition) return [];
		const row = { ...definition, value: values.get(gid) ?? null, attached: attached.has(gid) };
		return [new Ref('custom_field_value', gid, row)];
	});
}

function attachedTo(view: View, project: string): readonly string[] {
	return remember(view, `attached ${project}`, () =>
		view.store.rows.column(
			'SELECT custom_field FROM custom_field_settings WHERE parent = ? ORDER BY position',
			project,
		),
	);
}

function definitionOf(view: View, gid: string): CustomFieldRow | undefined {
	return remember(view, `custom_field ${gid}`, () =>
		view.store.rows.one<CustomFieldRow>('SELECT * FROM custom_fields WHERE gid = ?', gid),
	);
}

function displayValue(row: FieldValueRow, view: View): string | null {
	if (row.value === null) return null;
	switch (row.resource_subtype) {
		case 'number':
			return typeof row.value === 'number'
				? displayNumber(row.value, {
						precision: row.precision,
						format: row.format,
						currencyCode: row.currency_code,
						customLabel: row.custom_label,
						customLabelPosition: row.custom_label_position,
					})
				: null;
		case 'enum':
			return optionName(view, row, row.value);
		case 'multi_enum':
			return asGids(row.value)
				.map((gid) => optionName(view, row, gid))
				.join(', ');
		case 'date':
			return asDate(row.value)?.date ?? null;
		case 'people':
			return asGids(row.value)
				.map((gid) => nameOfUser(view, gid))
				.join(', ');
		default:
			return asText(row.value);
	}
}

function optionRef(view: View, field: CustomFieldRow, gid: StoredValue | null): Ref | null {
	return optionsOf(view, field.gid).find((option) => option.gid === gid) ?? null;
}

function optionName(view: View, field: CustomFieldRow, gid: StoredValue): string | null {
	const row = optionRef(view, field, gid)?.row;
	return row && 'name' in row && typeof row.name === 'string' ? row.name : null;
}

function nameOfUser(view: View, gid: string): string {
	return view.store.rows.one<{ name: string }>('SELECT name FROM users WHERE gid = ?', gid)?.name ?? '';
}

function asText(value: StoredValue | null): string | null {
	return typeof value === 'string' ? value : null;
}

function asGids(value: StoredValue | null): readonly string[] {
	return Array.isArray(value) ? value : [];
}

function asDate(value: StoredValue | null): { date: string; date_time: string | null } | null {
	return typeof value === 'object' && value !== null && 'date' in value ? { ...value } : null;
}
