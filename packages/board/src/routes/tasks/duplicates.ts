import { readStrings, requireString } from '../../core/input.ts';
import { duplicateProject, duplicateTask } from '../../store/tasks/duplicates.ts';
import type { Change } from '../../store/data/change.ts';
import { findInPath } from '../../store/rows/lookup.ts';
import { created, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathProject } from '../projects/projects.ts';
import { pathTask } from './tasks.ts';

export const duplicateRoutes: readonly Route[] = [
	{ method: 'POST', path: '/tasks/:task_gid/duplicate', handle: copyTask },
	{ method: 'POST', path: '/projects/:project_gid/duplicate', handle: copyProject },
	{
		method: 'GET',
		path: '/jobs/:job_gid',
		handle: (call) => one('job', findInPath(call.store, 'job', param(call, 'job_gid'))),
	},
];

function copyTask(call: Call): Answer {
	const gid = pathTask(call);
	const name = requireString(call.data, 'name');
	const parent =
		call.store.rows.one<{ parent: string | null }>('SELECT parent FROM tasks WHERE gid = ?', gid)?.parent ??
		null;
	return runJob(call, 'duplicate_task', (change) => ({
		task: duplicateTask(change, gid, name, readInclude(call), parent),
	}));
}

function copyProject(call: Call): Answer {
	const gid = pathProject(call);
	const name = requireString(call.data, 'name');
	return runJob(call, 'duplicate_project', (change) => ({
		project: duplicateProject(change, gid, name, readInclude(call)),
	}));
}

/** `include` comes as a list or with commas; project copies prefix task parts with `task_`. */
function readInclude(call: Call): ReadonlySet<string> {
	return new Set((readStrings(call.data, 'include') ?? []).map((part) => part.replace(/^task_/, '')));
}

/** Does the work at once; the job a client polls has already succeeded. */
function runJob(
	call: Call,
	subtype: string,
	work: (change: Change) => Readonly<Record<string, string>>,
): Answer {
	const gid = call.store.write(call.user, (change) => {
		const result = work(change);
		const job = change.newGid('job');
		change.rows.insert('jobs', {
			gid: job,
			resource_subtype: subtype,
			status: 'succeeded',
			result: JSON.stringify(result),
		});
		return job;
	});
	return created('job', gid);
}
