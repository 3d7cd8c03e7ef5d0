import { badRequest } from '../../core/errors.ts';
import { checkGid, findInInput, findUsers, requireInInput } from '../../store/rows/lookup.ts';
import { readPlace } from '../../store/rows/order.ts';
import { firstSection, placeTask, projectOf, removeFromProject } from '../../store/tasks/placement.ts';
import {
	addFollowers,
	attachToParent,
	detachFromParent,
	emitTaskChange,
	removeFollowers,
} from '../../store/tasks/tasks.ts';
import type { Change } from '../../store/data/change.ts';
import { done, one } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathTask } from './tasks.ts';

export const taskPlaceRoutes: readonly Route[] = [
	{ method: 'POST', path: '/tasks/:task_gid/addProject', handle: addProject },
	{ method: 'POST', path: '/tasks/:task_gid/removeProject', handle: removeProject },
	{ method: 'POST', path: '/tasks/:task_gid/setParent', handle: setParent },
	{ method: 'POST', path: '/tasks/:task_gid/addFollowers', handle: (call) => changeFollowers(call, 'added') },
	{
		method: 'POST',
		path: '/tasks/:task_gid/removeFollowers',
		handle: (call) => changeFollowers(call, 'removed'),
	},
];

function addProject(call: Call): Answer {
	const { store, data } = call;
	const task = pathTask(call);
	const project = requireInInput(store, 'project', data, 'project');
	const named = findInInput(store, 'section', data, 'section');
	const place = readPlace(data, 'end');
	if ('gid' in place) checkGid(store, 'task', `insert_${place.at}`, place.gid);
	store.write(call.user, (change) => {
		if (named !== undefined && projectOf(change, named) !== project)
			throw badRequest('section: Section is not in the given project');
		const beside = 'gid' in place ? sectionIn(change, place.gid, project) : undefined;
		const section = named ?? beside ?? sectionIn(change, task, project) ?? firstSection(change, project);
		placeTask(change, task, section, place);
	});
	return done;
}

function sectionIn(change: Change, task: string, project: string): string | undefined {
	return change.rows.column(
		'SELECT section FROM task_projects WHERE task = ? AND project = ?',
		task,
		project,
	)[0];
}

function removeProject(call: Call): Answer {
	const task = pathTask(call);
	const project = requireInInput(call.store, 'project', call.data, 'project');
	call.store.write(call.user, (change) => removeFromProject(change, task, project));
	return done;
}

function setParent(call: Call): Answer {
	const { store, data } = call;
	const task = pathTask(call);
	if (data['parent'] === undefined) throw badRequest('parent: Missing input');
	const parent = findInInput(store, 'task', data, 'parent');
	const place = readPlace(data, 'end');
	store.write(call.user, (change) => {
		if (parent !== undefined && isInside(change, parent, task)) {
			throw badRequest('parent: A task cannot be a subtask of itself or of its own subtasks');
		}
		detachFromParent(change, task);
		if (parent !== undefined) attachToParent(change, task, parent, place);
	});
	return one('task', task);
}

function isInside(change: Change, task: string, ancestor: string): boolean {
	let current: string | null = task;
	while (current !== null) {
		if (current === ancestor) return true;
		current =
			change.rows.one<{ parent: string | null }>('SELECT parent FROM tasks WHERE gid = ?', current)?.parent ??
			null;
	}
	return false;
}

function changeFollowers(call: Call, action: 'added' | 'removed'): Answer {
	const task = pathTask(call);
	const users = findUsers(call.store, call.user, 'followers', call.data['followers']);
	if (users.length === 0) throw badRequest('followers: Missing input');
	call.store.write(call.user, (change) => {
		const changed =
			action === 'added' ? addFollowers(change, task, users) : removeFollowers(change, task, users);
		for (const gid of changed)
			emitTaskChange(change, task, { field: 'followers', action, value: { gid, type: 'user' } });
	});
	return one('task', task);
}
