import { badRequest } from '../../core/errors.ts';
import { readBoolean, readString, requireString } from '../../core/input.ts';
import type { CustomFieldRow, EnumOptionRow } from '../../shapes/custom-field.ts';
import {
	createField,
	createOption,
	deleteField,
	updateField,
	updateOption,
} from '../../store/fields/custom-fields.ts';
import { findInPath, requireInInput } from '../../store/rows/lookup.ts';
import { optionOrder, positionAt, readPlace } from '../../store/rows/order.ts';
import { created, done, fullList, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readFieldPatch, readNewField, readOption } from './custom-field-input.ts';
import { notFree } from '../plan.ts';
import { withoutAbsent } from '../projects/projects.ts';

const paid = notFree.customFields;

export const customFieldRoutes: readonly Route[] = [
	{ method: 'POST', path: '/custom_fields', paid, handle: create },
	{
		method: 'GET',
		path: '/custom_fields/:custom_field_gid',
		paid,
		handle: (call) => one('custom_field', pathField(call).gid),
	},
	{ method: 'PUT', path: '/custom_fields/:custom_field_gid', paid, handle: update },
	{ method: 'DELETE', path: '/custom_fields/:custom_field_gid', paid, handle: remove },
	{ method: 'GET', path: '/workspaces/:workspace_gid/custom_fields', paid, handle: listFields },
	{ method: 'POST', path: '/custom_fields/:custom_field_gid/enum_options', paid, handle: addOption },
	{
		method: 'POST',
		path: '/custom_fields/:custom_field_gid/enum_options/insert',
		paid,
		handle: insertOption,
	},
	{ method: 'PUT', path: '/enum_options/:enum_option_gid', paid, handle: changeOption },
];

function pathField(call: Call): CustomFieldRow {
	const gid = findInPath(call.store, 'custom_field', param(call, 'custom_field_gid'));
	const row = call.store.rows.one<CustomFieldRow>('SELECT * FROM custom_fields WHERE gid = ?', gid);
	if (!row) throw new Error(`custom field ${gid} is gone`);
	return row;
}

function create(call: Call): Answer {
	const workspace = requireInInput(call.store, 'workspace', call.data, 'workspace');
	const { row, options } = readNewField(call.data);
	const gid = call.store.write(call.user, (change) => createField(change, { ...row, workspace }, options));
	return created('custom_field', gid);
}

function update(call: Call): Answer {
	const field = pathField(call);
	const patch = readFieldPatch(call.data);
	call.store.write(call.user, (change) => updateField(change, field, patch));
	return one('custom_field', field.gid);
}

function remove(call: Call): Answer {
	const { gid } = pathField(call);
	call.store.write(call.user, (change) => deleteField(change, gid));
	return done;
}

function listFields(call: Call): Answer {
	const workspace = findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	const sql = 'SELECT gid FROM custom_fields WHERE workspace = ? AND project IS NULL ORDER BY gid';
	return fullList('custom_field', call.store.rows.column(sql, workspace));
}

function enumField(call: Call): CustomFieldRow {
	const field = pathField(call);
	if (!field.resource_subtype.endsWith('enum')) throw badRequest('custom_field: Custom field is not an enum');
	return field;
}

function addOption(call: Call): Answer {
	const { gid: field } = enumField(call);
	const { rows } = call.store;
	const count = rows.column('SELECT gid FROM enum_options WHERE custom_field = ?', field).length;
	const option = readOption(call.data, count);
	const place = readPlace(call.data, 'end');
	return created(
		'enum_option',
		call.store.write(call.user, (change) => createOption(change, field, option, place)),
	);
}

function insertOption(call: Call): Answer {
	const { gid: field } = enumField(call);
	const option = requireInInput(call.store, 'enum_option', call.data, 'enum_option');
	const place = readPlace(call.data, 'end', 'before_enum_option', 'after_enum_option');
	call.store.write(call.user, (change) => {
		if (ownerOf(call, option) !== field) throw badRequest(`enum_option: Unknown object: ${option}`);
		if ('gid' in place && place.gid === option) return;
		updateOption(change, option, field, { position: positionAt(change.rows, optionOrder, field, place) });
	});
	return one('enum_option', option);
}

function changeOption(call: Call): Answer {
	const gid = findInPath(call.store, 'enum_option', param(call, 'enum_option_gid'));
	const enabled = readBoolean(call.data, 'enabled');
	const patch = withoutAbsent({
		name: call.data['name'] === undefined ? undefined : requireString(call.data, 'name'),
		color: readString(call.data, 'color'),
		enabled: enabled === undefined ? undefined : Number(enabled),
	});
	call.store.write(call.user, (change) => updateOption(change, gid, ownerOf(call, gid), patch));
	return one('enum_option', gid);
}

function ownerOf(call: Call, option: string): string {
	return (
		call.store.rows.one<EnumOptionRow>('SELECT * FROM enum_options WHERE gid = ?', option)?.custom_field ?? ''
	);
}
