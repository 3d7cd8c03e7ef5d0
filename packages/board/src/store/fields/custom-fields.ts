import { badRequest, forbidden } from '../../core/errors.ts';
import type { Place } from '../../core/position.ts';
import type { CustomFieldRow } from '../../shapes/custom-field.ts';
import type { Bindable } from '../rows/database.ts';
import type { Change } from '../data/change.ts';
import { optionOrder, positionAt, settingOrder } from '../rows/order.ts';

/** The most options a field may have, disabled ones included. */
const maxOptions = 500;
/** Names Asana's own fields have. */
const builtIn: ReadonlySet<string> = new Set([
	'name',
	'assignee',
	'due date',
	'start date',
	'tags',
	'projects',
	'description',
]);

export interface NewOption {
	readonly name: string;
	readonly color: string;
	readonly enabled: boolean;
}

/** Creates a definition with its options; a name is taken once per workspace, or once per project for a local field. */
export function createField(
	change: Change,
	row: Readonly<Record<string, Bindable>> & { readonly name: string },
	options: readonly NewOption[],
): string {
	checkName(change, row.name, row['project'] ?? null);
	const gid = change.newGid('custom_field');
	change.rows.insert('custom_fields', { ...row, gid, created_by: change.user, created_at: change.at });
	for (const option of options) createOption(change, gid, option, { at: 'end' });
	return gid;
}

function checkName(change: Change, name: string, project: Bindable): void {
	const taken = change.rows.one(
		'SELECT 1 FROM custom_fields WHERE name = ? COLLATE NOCASE AND project IS ?',
		name,
		project,
	);
	if (taken || builtIn.has(name.toLowerCase()))
		throw forbidden(`name: Custom field with name ${name} already exists`);
}

export function updateField(
	change: Change,
	field: CustomFieldRow,
	patch: Readonly<Record<string, Bindable>>,
): void {
	const name = patch['name'];
	if (typeof name === 'string' && name.toLowerCase() !== field.name.toLowerCase())
		checkName(change, name, field.project);
	change.rows.update('custom_fields', field.gid, patch);
	emitDefinitionChange(change, field.gid);
}

/** Deletes a definition with its options, settings and values. */
export function deleteField(change: Change, gid: string): void {
	for (const parent of parentsOf(change, gid)) removeSetting(change, parent, gid);
	change.rows.run('DELETE FROM custom_field_values WHERE custom_field = ?', gid);
	change.rows.run('DELETE FROM enum_options WHERE custom_field = ?', gid);
	change.rows.run('DELETE FROM custom_fields WHERE gid = ?', gid);
}

export function createOption(change: Change, field: string, option: NewOption, place: Place): string {
	const { rows } = change;
	const known = rows.column('SELECT name FROM enum_options WHERE custom_field = ?', field);
	if (known.length >= maxOptions)
		throw badRequest(`enum_options: A custom field may have at most ${maxOptions} options`);
	if (known.includes(option.name))
		throw badRequest(`name: Enum option with name ${option.name} already exists`);
	const position = positionAt(rows, optionOrder, field, place);
	const gid = change.newGid('enum_option');
	rows.insert('enum_options', {
		gid,
		custom_field: field,
		name: option.name,
		color: option.color,
		enabled: Number(option.enabled),
		position,
	});
	emitDefinitionChange(change, field);
	return gid;
}

export function updateOption(
	change: Change,
	gid: string,
	field: string,
	patch: Readonly<Record<string, Bindable>>,
): void {
	change.rows.update('enum_options', gid, patch);
	emitDefinitionChange(change, field);
}

/** Puts a field on a project or portfolio, or moves it there. */
export function addSetting(
	change: Change,
	parent: { readonly gid: string; readonly type: string },
	field: string,
	important: boolean,
	place: Place,
): string {
	const { rows } = change;
	const known = rows.column(
		'SELECT gid FROM custom_field_settings WHERE parent = ? AND custom_field = ?',
		parent.gid,
		field,
	)[0];
	const position = positionAt(rows, settingOrder, parent.gid, place);
	if (known !== undefined) {
		rows.update('custom_field_settings', known, { is_important: Number(important), position });
		return known;
	}
	const gid = change.newGid('custom_field_setting');
	rows.insert('custom_field_settings', {
		gid,
		parent: parent.gid,
		parent_type: parent.type,
		custom_field: field,
		is_important: Number(important),
		position,
	});
	emitSettingChange(change, parent.gid, field, 'added');
	return gid;
}

export function removeSetting(change: Change, parent: string, field: string): void {
	const removed = change.rows.run(
		'DELETE FROM custom_field_settings WHERE parent = ? AND custom_field = ?',
		parent,
		field,
	);
	if (removed > 0) emitSettingChange(change, parent, field, 'removed');
}

function emitSettingChange(change: Change, parent: string, field: string, action: 'added' | 'removed'): void {
	change.emit({
		resource: { gid: parent, type: change.store.typeOf(parent) ?? 'project' },
		action: 'changed',
		change: { field: 'custom_field_settings', action, value: { gid: field, type: 'custom_field' } },
		scopes: new Set([parent]),
	});
}

function emitDefinitionChange(change: Change, field: string): void {
	const scopes = new Set(parentsOf(change, field));
	if (scopes.size === 0) return;
	change.emit({
		resource: { gid: field, type: 'custom_field' },
		action: 'changed',
		change: { field: 'enum_options', action: 'changed' },
		scopes,
	});
}

function parentsOf(change: Change, field: string): readonly string[] {
	return change.rows.column('SELECT parent FROM custom_field_settings WHERE custom_field = ?', field);
}
