import { missingInput } from '../../core/errors.ts';
import { isObject, readBoolean } from '../../core/input.ts';
import { addSetting, createField, removeSetting } from '../../store/fields/custom-fields.ts';
import { checkGid, findInPath, requireInInput } from '../../store/rows/lookup.ts';
import { readPlace } from '../../store/rows/order.ts';
import { done, fullList, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { readNewField } from './custom-field-input.ts';
import { notFree } from '../plan.ts';

const paid = notFree.customFieldSettings;

export const customFieldSettingRoutes: readonly Route[] = (['project', 'portfolio'] as const).flatMap(
	(type): readonly Route[] => {
		const path = `/${type}s/:${type}_gid`;
		return [
			{
				method: 'GET',
				path: `${path}/custom_field_settings`,
				paid,
				handle: (call) => listSettings(call, type),
			},
			{ method: 'POST', path: `${path}/addCustomFieldSetting`, paid, handle: (call) => add(call, type) },
			{
				method: 'POST',
				path: `${path}/removeCustomFieldSetting`,
				paid,
				handle: (call) => remove(call, type),
			},
		];
	},
);

function listSettings(call: Call, type: 'project' | 'portfolio'): Answer {
	const parent = findInPath(call.store, type, param(call, `${type}_gid`));
	const sql = 'SELECT gid FROM custom_field_settings WHERE parent = ? ORDER BY position';
	return fullList('custom_field_setting', call.store.rows.column(sql, parent));
}

function add(call: Call, type: 'project' | 'portfolio'): Answer {
	const { store, data } = call;
	const parent = findInPath(store, type, param(call, `${type}_gid`));
	const value = data['custom_field'];
	if (value === undefined || value === null) throw missingInput('custom_field');
	const local = isObject(value) ? readNewField(value) : undefined;
	const known = local ? undefined : checkGid(store, 'custom_field', 'custom_field', value);
	const important = readBoolean(data, 'is_important') ?? false;
	const place = readPlace(data, 'end');
	const workspace = store.rows.column('SELECT gid FROM workspaces')[0] ?? '';
	const gid = store.write(call.user, (change) => {
		const field =
			known ??
			(local ? createField(change, { ...local.row, workspace, project: parent }, local.options) : '');
		return addSetting(change, { gid: parent, type }, field, important, place);
	});
	return one('custom_field_setting', gid);
}

function remove(call: Call, type: 'project' | 'portfolio'): Answer {
	const parent = findInPath(call.store, type, param(call, `${type}_gid`));
	const field = requireInInput(call.store, 'custom_field', call.data, 'custom_field');
	call.store.write(call.user, (change) => removeSetting(change, parent, field));
	return done;
}
