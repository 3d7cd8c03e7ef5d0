import { columns, ref, type Shape } from './shape.ts';

/** A status of a project or a portfolio as it is kept. */
export interface StatusUpdateRow {
	readonly gid: string;
	readonly parent: string;
	readonly title: string;
	readonly text: string;
	readonly html_text: string;
	readonly status_type: string;
	readonly created_by: string;
	readonly created_at: string;
	readonly modified_at: string;
}

/** A status update as Asana's newer resource shows it. */
export const statusUpdate: Shape<StatusUpdateRow> = {
	table: 'status_updates',
	compact: ['gid', 'resource_type', 'title', 'resource_subtype'],
	full: [
		'gid',
		'resource_type',
		'title',
		'resource_subtype',
		'author',
		'created_at',
		'created_by',
		'hearted',
		'hearts',
		'liked',
		'likes',
		'modified_at',
		'num_hearts',
		'num_likes',
		'parent',
		'status_type',
		'text',
	],
	fields: {
		...columns<StatusUpdateRow>(
			'gid',
			'title',
			'text',
			'html_text',
			'status_type',
			'created_at',
			'modified_at',
		),
		resource_type: () => 'status_update',
		resource_subtype: (row, view) => `${view.store.typeOf(row.parent) ?? 'project'}_status_update`,
		author: (row) => ref('user', row.created_by),
		created_by: (row) => ref('user', row.created_by),
		hearted: () => false,
		hearts: () => [],
		liked: () => false,
		likes: () => [],
		num_hearts: () => 0,
		num_likes: () => 0,
		parent: (row, view) => ref(view.store.typeOf(row.parent) ?? 'project', row.parent),
	},
};
