import type { FieldChange } from '../store/data/change.ts';
import { columns, Ref, ref } from './shape.ts';
import type { Shape, Value } from './shape.ts';

export interface EventRow {
	readonly id: number;
	readonly created_at: string;
	readonly user: string | null;
	readonly resource: string;
	readonly resource_type: string;
	readonly resource_subtype: string | null;
	readonly parent: string | null;
	readonly parent_type: string | null;
	readonly action: string;
	readonly change: string | null;
}

const names = ['user', 'created_at', 'type', 'action', 'resource', 'parent', 'change'];

export const event: Shape<EventRow> = {
	compact: names,
	full: names,
	fields: {
		...columns<EventRow>('created_at', 'action'),
		type: (row) => row.resource_type,
		user: (row) => ref('user', row.user),
		resource: (row) => new Ref(row.resource_type, row.resource),
		parent: (row) => (row.parent_type === null ? null : ref(row.parent_type, row.parent)),
		change: (row) =>
			row.change === null ? undefined : describeChange(JSON.parse(row.change) as FieldChange),
	},
};

/** A change names its value as `new_value`, `added_value` or `removed_value`, by what was done to the field. */
function describeChange(change: FieldChange): Value {
	const { field, action, value } = change;
	if (!value) return { field, action };
	const name = action === 'changed' ? 'new_value' : `${action}_value`;
	return { field, action, [name]: new Ref(value.type, value.gid) };
}
