import type { BoardTask } from '../../src/core/board-task.ts';

/** A task of which nothing is said but what `change` says. */
export function bareTask(change: Partial<BoardTask> = {}): BoardTask {
	return {
		gid: 'c',
		name: '',
		notes: '',
		completed: false,
		modifiedAt: '',
		url: null,
		dueOn: null,
		assigneeGid: null,
		createdByGid: null,
		parentGid: null,
		subtaskCount: null,
		tags: [],
		memberships: [],
		fields: [],
		dependencies: [],
		...change,
	};
}
