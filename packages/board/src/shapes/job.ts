import { columns, ref } from './shape.ts';
import type { Shape } from './shape.ts';

interface JobRow {
	readonly gid: string;
	readonly resource_subtype: string;
	readonly status: string;
	readonly result: string;
}

const names = ['gid', 'resource_type', 'resource_subtype', 'status', 'new_project', 'new_task'];

export const job: Shape<JobRow> = {
	table: 'jobs',
	compact: names,
	full: names,
	fields: {
		...columns<JobRow>('gid', 'resource_subtype', 'status'),
		resource_type: () => 'job',
		new_project: (row) => ref('project', resultOf(row)['project']) ?? undefined,
		new_task: (row) => ref('task', resultOf(row)['task']),
	},
};

function resultOf(row: JobRow): Readonly<Record<string, string>> {
	return JSON.parse(row.result) as Readonly<Record<string, string>>;
}
