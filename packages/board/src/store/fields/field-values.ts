import { badRequest, unknownObject } from '../../core/errors.ts';
import { isObject } from '../../core/input.ts';
import { displayNumber, roundTo } from '../../core/display-value.ts';
import type { CustomFieldRow, EnumOptionRow } from '../../shapes/custom-field.ts';
import type { StoredValue } from '../../shapes/custom-field-value.ts';
import type { StoryDetail } from '../../shapes/story.ts';
import type { Change } from '../data/change.ts';
import { checkGid, findUser } from '../rows/lookup.ts';
import { addSystemStory } from '../talk/stories.ts';
import { emitTaskChange } from '../tasks/tasks.ts';

/** The most characters a text field holds. */
const maxText = 1024;

/** Sets custom fields of a task given as `{gid: value}`; each must be on one of its projects, except to clear it. */
export function setFieldValues(change: Change, task: string, values: unknown, history: boolean): void {
	if (!isObject(values)) throw badRequest('custom_fields: Not an Object');
	for (const [gid, value] of Object.entries(values)) setFieldValue(change, task, gid, value, history);
}

function setFieldValue(change: Change, task: string, gid: string, value: unknown, history: boolean): void {
	const field = change.rows.one<CustomFieldRow>('SELECT * FROM custom_fields WHERE gid = ?', gid);
	if (!field) throw unknownObject('custom_fields', gid, 400);
	const wanted = value === null || value === '' ? null : readValue(change, field, value);
	if (!isOn(change, task, gid) && wanted !== null) {
		throw badRequest(`Custom field with ID ${gid} is not on given object`);
	}
	const stored = change.rows.one<{ value: string }>(
		'SELECT value FROM custom_field_values WHERE object = ? AND custom_field = ?',
		task,
		gid,
	)?.value;
	const next =
		wanted === null || (Array.isArray(wanted) && wanted.length === 0) ? undefined : JSON.stringify(wanted);
	if (next === stored) return;
	if (next === undefined)
		change.rows.run('DELETE FROM custom_field_values WHERE object = ? AND custom_field = ?', task, gid);
	else {
		change.rows.run(
			'INSERT INTO custom_field_values VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
			task,
			gid,
			next,
		);
	}
	change.rows.update('tasks', task, { modified_at: change.at });
	if (!history) return;
	emitTaskChange(change, task, {
		field: 'custom_fields',
		action: 'changed',
		value: { gid, type: 'custom_field' },
	});
	tellFieldChange(
		change,
		task,
		field,
		stored === undefined ? null : (JSON.parse(stored) as StoredValue),
		wanted,
	);
}

function isOn(change: Change, task: string, field: string): boolean {
	return (
		change.rows.one(
			`SELECT 1 FROM task_projects p JOIN custom_field_settings s ON s.parent = p.project
			WHERE p.task = ? AND s.custom_field = ?`,
			task,
			field,
		) !== undefined
	);
}

function readValue(change: Change, field: CustomFieldRow, value: unknown): StoredValue {
	const refuse = (what: string): Error => badRequest(`custom_fields: ${field.name}: ${what}`);
	switch (field.resource_subtype) {
		case 'text':
			if (typeof value !== 'string') throw refuse('Not a String');
			if (value.length > maxText) throw refuse(`Must be at most ${maxText} characters`);
			return value;
		case 'number': {
			const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
			if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse('Not a Number');
			return roundTo(number, field.precision);
		}
		case 'enum':
			return readOption(change, field, value);
		case 'multi_enum':
			if (!Array.isArray(value)) throw refuse('Not an Array');
			return [...new Set(value.map((item) => readOption(change, field, item)))];
		case 'people':
			if (!Array.isArray(value)) throw refuse('Not an Array');
			return value.map((item) => findUser(change.store, change.user, 'custom_fields', item));
		case 'date':
			if (!isObject(value) || typeof value['date'] !== 'string') throw refuse('Not a valid date');
			return {
				date: value['date'],
				date_time: typeof value['date_time'] === 'string' ? value['date_time'] : null,
			};
		default:
			throw refuse('Cannot be written');
	}
}

function readOption(change: Change, field: CustomFieldRow, value: unknown): string {
	const gid = checkGid(change.store, 'enum_option', 'custom_fields', value);
	const option = readOptionRow(change, gid);
	if (option?.custom_field !== field.gid) throw unknownObject('custom_fields', gid, 400);
	if (option.enabled === 0) throw badRequest(`custom_fields: Enum option ${gid} is disabled`);
	return gid;
}

function readOptionRow(change: Change, gid: string): EnumOptionRow | undefined {
	return change.rows.one<EnumOptionRow>('SELECT * FROM enum_options WHERE gid = ?', gid);
}

function tellFieldChange(
	change: Change,
	task: string,
	field: CustomFieldRow,
	before: StoredValue | null,
	after: StoredValue | null,
): void {
	const text =
		after === null
			? `cleared ${field.name}`
			: before === null
				? `changed ${field.name} to "${showValue(change, field, after)}"`
				: `changed ${field.name} from "${showValue(change, field, before)}" to "${showValue(change, field, after)}"`;
	addSystemStory(change, task, `${field.resource_subtype}_custom_field_changed`, text, {
		custom_field: { type: 'custom_field', gid: field.gid },
		...valueDetail(field, before, 'old'),
		...valueDetail(field, after, 'new'),
	});
}

function valueDetail(field: CustomFieldRow, value: StoredValue | null, when: 'old' | 'new'): StoryDetail {
	switch (field.resource_subtype) {
		case 'enum':
			return {
				[`${when}_enum_value`]: typeof value === 'string' ? { type: 'enum_option', gid: value } : null,
			};
		case 'number':
			return { [`${when}_number_value`]: typeof value === 'number' ? value : null };
		case 'text':
			return { [`${when}_text_value`]: typeof value === 'string' ? value : null };
		default:
			return {};
	}
}

function showValue(change: Change, field: CustomFieldRow, value: StoredValue): string {
	if (typeof value === 'number') {
		return displayNumber(value, {
			precision: field.precision,
			format: field.format,
			currencyCode: field.currency_code,
			customLabel: field.custom_label,
			customLabelPosition: field.custom_label_position,
		});
	}
	if (typeof value === 'string') {
		return field.resource_subtype === 'enum' ? (readOptionRow(change, value)?.name ?? '') : value;
	}
	return 'date' in value
		? value.date
		: value.map((gid) => readOptionRow(change, gid)?.name ?? gid).join(', ');
}
