import { badRequest } from '../../core/errors.ts';
import { setFieldValues } from '../../store/fields/field-values.ts';
import { setLiked } from '../../store/tasks/likes.ts';
import { setTag } from '../../store/tasks/links.ts';
import { checkGid, findInInput, findInPath, findUsers } from '../../store/rows/lookup.ts';
import { firstSection, placeTask } from '../../store/tasks/placement.ts';
import { patchTask } from '../../store/tasks/task-patch.ts';
import { addFollowers, createTask, deleteTask } from '../../store/tasks/tasks.ts';
import { readBoolean } from '../../core/input.ts';
import { created, done, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { refuseCustomFields } from '../plan.ts';
import { readHomes, readList, readTaskPatch, refuseUnwritable } from './task-input.ts';

export const taskRoutes: readonly Route[] = [
	{
		method: 'POST',
		path: '/tasks',
		handle: (call) => create(call, findInInput(call.store, 'task', call.data, 'parent')),
	},
	// Not in the description any more; clients of its first version still create tasks here.
	{ method: 'POST', path: '/workspaces/:workspace_gid/tasks', handle: createInWorkspace },
	{ method: 'GET', path: '/tasks/:task_gid', handle: (call) => one('task', pathTask(call)) },
	{ method: 'PUT', path: '/tasks/:task_gid', handle: update },
	{ method: 'DELETE', path: '/tasks/:task_gid', handle: remove },
	{ method: 'POST', path: '/tasks/:task_gid/subtasks', handle: (call) => create(call, pathTask(call)) },
];

export function pathTask(call: Call): string {
	return findInPath(call.store, 'task', param(call, 'task_gid'));
}

function createInWorkspace(call: Call): Answer {
	const workspace = findInPath(call.store, 'workspace', param(call, 'workspace_gid'));
	return create({ ...call, data: { ...call.data, workspace } }, undefined);
}

function create(call: Call, parent: string | undefined): Answer {
	const { store, data } = call;
	refuseUnwritable(call, false);
	refuseCustomFields(call);
	const patch = readTaskPatch(call);
	const homes = readHomes(store, data);
	const tags = readList(data, 'tags').map((tag) => checkGid(store, 'tag', 'tags', tag));
	const followers = findUsers(store, call.user, 'followers', data['followers']);
	const workspace =
		findInInput(store, 'workspace', data, 'workspace') ?? workspaceAround(call, parent, homes[0]?.project);
	const liked = readBoolean(data, 'liked');

	const gid = store.write(call.user, (change) => {
		const subtype = patch.resource_subtype ?? 'default_task';
		const task = createTask(change, { workspace, name: patch.name ?? '', subtype, parent: parent ?? null });
		for (const home of homes) {
			placeTask(change, task, home.section ?? firstSection(change, home.project), { at: 'end' });
		}
		patchTask(change, task, patch, false);
		if (patch.assignee != null) patchTask(change, task, { assignee: patch.assignee }, true);
		addFollowers(change, task, followers);
		for (const tag of tags) setTag(change, task, tag, true);
		if (data['custom_fields'] !== undefined) setFieldValues(change, task, data['custom_fields'], true);
		if (liked !== undefined) setLiked(change, task, liked);
		return task;
	});
	return created('task', gid);
}

function workspaceAround(call: Call, parent: string | undefined, project: string | undefined): string {
	const { rows } = call.store;
	const gid =
		parent === undefined
			? project === undefined
				? undefined
				: rows.column('SELECT workspace FROM projects WHERE gid = ?', project)[0]
			: rows.column('SELECT workspace FROM tasks WHERE gid = ?', parent)[0];
	if (gid === undefined) throw badRequest('You should specify one of workspace, parent, projects');
	return gid;
}

function update(call: Call): Answer {
	const gid = pathTask(call);
	refuseUnwritable(call, true);
	refuseCustomFields(call);
	const patch = readTaskPatch(call);
	const liked = readBoolean(call.data, 'liked');
	call.store.write(call.user, (change) => {
		patchTask(change, gid, patch, true);
		if (call.data['custom_fields'] !== undefined)
			setFieldValues(change, gid, call.data['custom_fields'], true);
		if (liked !== undefined) setLiked(change, gid, liked);
	});
	return one('task', gid);
}

function remove(call: Call): Answer {
	const gid = pathTask(call);
	call.store.write(call.user, (change) => deleteTask(change, gid));
	return done;
}
