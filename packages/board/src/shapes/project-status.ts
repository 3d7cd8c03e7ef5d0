import { columns, ref, type Shape } from './shape.ts';
import type { StatusUpdateRow } from './status-update.ts';

/** The colours of the older record by the status of the newer one; what it has no colour for shows as blue. */
const colorOf: Readonly<Record<string, string>> = {
	on_track: 'green',
	at_risk: 'yellow',
	off_track: 'red',
	on_hold: 'blue',
	complete: 'complete',
};

/** A status update of a project as the deprecated `project_status` resource shows it. */
export const projectStatus: Shape<StatusUpdateRow> = {
	table: 'status_updates',
	compact: ['gid', 'resource_type', 'title'],
	full: [
		'gid',
		'resource_type',
		'title',
		'author',
		'color',
		'created_at',
		'created_by',
		'modified_at',
		'text',
	],
	fields: {
		...columns<StatusUpdateRow>('gid', 'title', 'text', 'html_text', 'created_at', 'modified_at'),
		resource_type: () => 'project_status',
		color: ({ status_type: type }) => colorOf[type] ?? 'blue',
		author: (row) => ref('user', row.created_by),
		created_by: (row) => ref('user', row.created_by),
	},
};
