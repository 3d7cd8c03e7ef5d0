import { badRequest } from '../../core/errors.ts';
import { readString, readTime } from '../../core/input.ts';
import { findInInput, findInPath, findUser } from '../../store/rows/lookup.ts';
import type { TaskFilter, TaskListOf } from '../../store/tasks/task-lists.ts';
import { list, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathProject } from '../projects/projects.ts';
import { pathSection } from '../projects/sections.ts';
import { pathTask } from './tasks.ts';

export const taskListRoutes: readonly Route[] = [
	{ method: 'GET', path: '/tasks', handle: listByQuery },
	{
		method: 'GET',
		path: '/projects/:project_gid/tasks',
		handle: (call) => answer(call, { of: 'project', gid: pathProject(call) }),
	},
	{
		method: 'GET',
		path: '/sections/:section_gid/tasks',
		handle: (call) => answer(call, { of: 'section', gid: pathSection(call) }),
	},
	{
		method: 'GET',
		path: '/tags/:tag_gid/tasks',
		handle: (call) => answer(call, { of: 'tag', gid: findInPath(call.store, 'tag', param(call, 'tag_gid')) }),
	},
	{
		method: 'GET',
		path: '/user_task_lists/:user_task_list_gid/tasks',
		handle: (call) => {
			const gid = findInPath(call.store, 'user_task_list', param(call, 'user_task_list_gid'));
			return answer(call, { of: 'assignee', gid: ownerOf(call, gid) });
		},
	},
	{
		method: 'GET',
		path: '/tasks/:task_gid/subtasks',
		handle: (call) =>
			list(
				'task',
				call.store.rows.column(
					'SELECT gid FROM tasks WHERE parent = ? ORDER BY parent_position',
					pathTask(call),
				),
			),
	},
];

function answer(call: Call, from: TaskListOf): Answer {
	return list('task', call.taskLists.read(from, readFilter(call)));
}

function listByQuery(call: Call): Answer {
	const { store, query } = call;
	const found: TaskListOf[] = [];
	for (const type of ['project', 'section', 'tag'] as const) {
		const gid = findInInput(store, type, query, type);
		if (gid !== undefined) found.push({ of: type, gid });
	}
	const taskList = findInInput(store, 'user_task_list', query, 'user_task_list');
	if (taskList !== undefined) found.push({ of: 'assignee', gid: ownerOf(call, taskList) });
	const workspace = findInInput(store, 'workspace', query, 'workspace');
	if (query['assignee'] !== undefined && workspace !== undefined) {
		found.push({ of: 'assignee', gid: findUser(store, call.user, 'assignee', query['assignee']) });
	}
	const [only, another] = found;
	const half = (query['assignee'] === undefined) !== (workspace === undefined);
	if (!only || another || (half && query['assignee'] !== undefined)) {
		throw badRequest(
			'Must specify exactly one of project, tag, section, user task list, or assignee + workspace',
		);
	}
	return answer(call, only);
}

function readFilter(call: Call): TaskFilter {
	const completed = readString(call.query, 'completed_since');
	const completedSince =
		completed === undefined || completed === 'now' ? completed : readTime(call.query, 'completed_since');
	const modifiedSince = readTime(call.query, 'modified_since');
	return {
		...(completedSince == null ? {} : { completedSince }),
		...(modifiedSince == null ? {} : { modifiedSince }),
	};
}

function ownerOf(call: Call, taskList: string): string {
	return call.store.rows.column('SELECT gid FROM users WHERE task_list = ?', taskList)[0] ?? '';
}
