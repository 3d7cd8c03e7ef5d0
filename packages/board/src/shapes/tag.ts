import { columns, ref, refs } from './shape.ts';
import type { Shape } from './shape.ts';

interface TagRow {
	readonly gid: string;
	readonly workspace: string;
	readonly name: string;
	readonly color: string | null;
	readonly notes: string;
	readonly created_at: string;
}

export const tag: Shape<TagRow> = {
	table: 'tags',
	compact: ['gid', 'resource_type', 'name'],
	full: [
		'gid',
		'resource_type',
		'name',
		'color',
		'created_at',
		'followers',
		'notes',
		'permalink_url',
		'workspace',
	],
	fields: {
		...columns<TagRow>('gid', 'name', 'color', 'notes', 'created_at'),
		resource_type: () => 'tag',
		followers: (row, view) =>
			refs('user', view.store.rows.column('SELECT user FROM followers WHERE parent = ?', row.gid)),
		permalink_url: (row) => `https://app.asana.com/0/${row.gid}/list`,
		workspace: (row) => ref('workspace', row.workspace),
	},
};
