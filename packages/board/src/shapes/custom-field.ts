import { columns, flags, ref, Ref, remember } from './shape.ts';
import type { Shape, Value, View } from './shape.ts';

export interface CustomFieldRow {
	readonly gid: string;
	readonly workspace: string;
	readonly project: string | null;
	readonly name: string;
	readonly resource_subtype: string;
	readonly description: string;
	readonly precision: number;
	readonly format: string;
	readonly currency_code: string | null;
	readonly custom_label: string | null;
	readonly custom_label_position: string | null;
	readonly has_notifications_enabled: number;
	readonly created_by: string;
	readonly created_at: string;
}

export interface EnumOptionRow {
	readonly gid: string;
	readonly custom_field: string;
	readonly name: string;
	readonly enabled: number;
	readonly color: string;
}

export const enumOption: Shape<EnumOptionRow> = {
	table: 'enum_options',
	compact: ['gid', 'resource_type', 'color', 'enabled', 'name'],
	full: ['gid', 'resource_type', 'color', 'enabled', 'name'],
	alwaysCompact: true,
	fields: {
		...columns<EnumOptionRow>('gid', 'color', 'name'),
		...flags<EnumOptionRow>('enabled'),
		resource_type: () => 'enum_option',
	},
};

/** The options of a field in their order. */
export function optionsOf(view: View, field: string): readonly Ref[] {
	return remember(view, `options ${field}`, () =>
		view.store.rows
			.all<EnumOptionRow>('SELECT * FROM enum_options WHERE custom_field = ? ORDER BY position', field)
			.map((row) => new Ref('enum_option', row.gid, row)),
	);
}

/** The fields of a definition, shared with a value on a task. */
export const definitionFields: Readonly<Record<string, (row: CustomFieldRow, view: View) => Value>> = {
	...columns<CustomFieldRow>('gid', 'name', 'resource_subtype', 'description'),
	resource_type: () => 'custom_field',
	type: (row) => row.resource_subtype,
	representation_type: (row) => row.resource_subtype,
	enum_options: (row, view) => (isEnum(row) ? optionsOf(view, row.gid) : undefined),
	enabled: () => true,
	id_prefix: () => null,
	input_restrictions: () => [],
	is_formula_field: () => false,
	is_value_read_only: () => false,
	precision: (row) => (row.resource_subtype === 'number' ? row.precision : undefined),
	format: (row) => row.format,
	currency_code: (row) => row.currency_code,
	custom_label: (row) => row.custom_label,
	custom_label_position: (row) => row.custom_label_position,
	is_global_to_workspace: (row) => row.project === null,
	has_notifications_enabled: (row) => row.has_notifications_enabled === 1,
	asana_created_field: () => null,
	created_by: (row) => ref('user', row.created_by),
	privacy_setting: () => 'public_with_guests',
	default_access_level: () => 'editor',
	date_value: () => undefined,
	display_value: () => undefined,
};

function isEnum(row: CustomFieldRow): boolean {
	return row.resource_subtype === 'enum' || row.resource_subtype === 'multi_enum';
}

export const customField: Shape<CustomFieldRow> = {
	table: 'custom_fields',
	compact: ['gid', 'resource_type', 'name', 'resource_subtype', 'type', 'enum_options', 'is_formula_field'],
	full: [
		'gid',
		'resource_type',
		'name',
		'resource_subtype',
		'type',
		'representation_type',
		'description',
		'enum_options',
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
	],
	alwaysCompact: true,
	fields: definitionFields,
};

interface SettingRow {
	readonly gid: string;
	readonly parent: string;
	readonly parent_type: string;
	readonly custom_field: string;
	readonly is_important: number;
}

export const customFieldSetting: Shape<SettingRow> = {
	table: 'custom_field_settings',
	compact: ['gid', 'resource_type', 'custom_field', 'is_important', 'parent', 'project'],
	full: ['gid', 'resource_type', 'custom_field', 'is_important', 'parent', 'project'],
	alwaysCompact: true,
	fields: {
		...columns<SettingRow>('gid'),
		...flags<SettingRow>('is_important'),
		resource_type: () => 'custom_field_setting',
		custom_field: (row) => ref('custom_field_full', row.custom_field),
		parent: (row) => ref(row.parent_type, row.parent),
		project: (row) => (row.parent_type === 'project' ? ref('project', row.parent) : undefined),
	},
};

/** A definition where Asana shows all of it although it is nested. */
export const customFieldInFull: Shape<CustomFieldRow> = { ...customField, compact: customField.full };
