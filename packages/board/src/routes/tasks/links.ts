import { missingInput } from '../../core/errors.ts';
import type { Change } from '../../store/data/change.ts';
import { addDependency, removeDependency, setTag } from '../../store/tasks/links.ts';
import { checkGid, requireInInput } from '../../store/rows/lookup.ts';
import { done, list } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { notFree } from '../plan.ts';
import { readList } from './task-input.ts';
import { pathTask } from './tasks.ts';

const paid = notFree.dependencies;

export const linkRoutes: readonly Route[] = [
	{
		method: 'GET',
		path: '/tasks/:task_gid/dependencies',
		paid,
		handle: (call) => listLinked(call, 'depends_on', 'task'),
	},
	{
		method: 'GET',
		path: '/tasks/:task_gid/dependents',
		paid,
		handle: (call) => listLinked(call, 'task', 'depends_on'),
	},
	{
		method: 'POST',
		path: '/tasks/:task_gid/addDependencies',
		paid,
		handle: (call) => link(call, 'dependencies', addDependency),
	},
	{
		method: 'POST',
		path: '/tasks/:task_gid/removeDependencies',
		paid,
		handle: (call) => link(call, 'dependencies', removeDependency),
	},
	{
		method: 'POST',
		path: '/tasks/:task_gid/addDependents',
		paid,
		handle: (call) => link(call, 'dependents', addDependency),
	},
	{
		method: 'POST',
		path: '/tasks/:task_gid/removeDependents',
		paid,
		handle: (call) => link(call, 'dependents', removeDependency),
	},
	{ method: 'POST', path: '/tasks/:task_gid/addTag', handle: (call) => tag(call, true) },
	{ method: 'POST', path: '/tasks/:task_gid/removeTag', handle: (call) => tag(call, false) },
];

function listLinked(call: Call, wanted: string, given: string): Answer {
	return list(
		'task',
		call.store.rows.column(`SELECT ${wanted} FROM dependencies WHERE ${given} = ?`, pathTask(call)),
	);
}

function link(
	call: Call,
	field: 'dependencies' | 'dependents',
	apply: (change: Change, task: string, dependsOn: string) => void,
): Answer {
	const task = pathTask(call);
	const others = readList(call.data, field).map((gid) => checkGid(call.store, 'task', field, gid));
	if (others.length === 0) throw missingInput(field);
	call.store.write(call.user, (change) => {
		for (const other of others) {
			if (field === 'dependencies') apply(change, task, other);
			else apply(change, other, task);
		}
	});
	return done;
}

function tag(call: Call, on: boolean): Answer {
	const task = pathTask(call);
	const gid = requireInInput(call.store, 'tag', call.data, 'tag');
	call.store.write(call.user, (change) => setTag(change, task, gid, on));
	return done;
}
