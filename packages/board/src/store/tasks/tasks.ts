import type { TaskRow } from '../../shapes/task.ts';
import type { Change } from '../data/change.ts';
import { positionAt, subtaskOrder } from '../rows/order.ts';
import { scopesOfTask } from '../data/scopes.ts';

/** What a new task starts with; its places, values and tags are added to it afterwards. */
export interface NewTask {
	readonly workspace: string;
	readonly name: string;
	readonly subtype: string;
	readonly parent: string | null;
}

export function readTask(change: Change, gid: string): TaskRow {
	const row = change.rows.one<TaskRow>('SELECT * FROM tasks WHERE gid = ?', gid);
	if (!row) throw new Error(`task ${gid} is gone in the middle of a change`);
	return row;
}

/** Inserts a task nobody follows yet but its creator. */
export function createTask(change: Change, task: NewTask): string {
	const gid = change.newGid('task');
	change.rows.insert('tasks', {
		gid,
		workspace: task.workspace,
		name: task.name,
		resource_subtype: task.subtype,
		approval_status: task.subtype === 'approval' ? 'pending' : null,
		created_by: change.user,
		created_at: change.at,
		modified_at: change.at,
	});
	addFollowers(change, gid, [change.user]);
	if (task.parent !== null) attachToParent(change, gid, task.parent, { at: 'end' });
	return gid;
}

/** Makes a task a subtask of another, at a place among its subtasks. */
export function attachToParent(
	change: Change,
	gid: string,
	parent: string,
	place: Parameters<typeof positionAt>[3],
): void {
	const position = positionAt(change.rows, subtaskOrder, parent, place);
	change.rows.update('tasks', gid, { parent, parent_position: position });
	change.emit({
		resource: { gid, type: 'task' },
		subtype: readTask(change, gid).resource_subtype,
		action: 'added',
		parent: { gid: parent, type: 'task' },
		scopes: scopesOfTask(change.rows, gid),
	});
}

/** Makes a subtask an own task again. */
export function detachFromParent(change: Change, gid: string): void {
	const { parent, resource_subtype } = readTask(change, gid);
	if (parent === null) return;
	const scopes = scopesOfTask(change.rows, gid);
	change.rows.update('tasks', gid, { parent: null, parent_position: null, modified_at: change.at });
	change.emit({
		resource: { gid, type: 'task' },
		subtype: resource_subtype,
		action: 'removed',
		parent: { gid: parent, type: 'task' },
		scopes,
	});
}

/** Deletes a task with its subtasks and everything that hangs on them. */
export function deleteTask(change: Change, gid: string): void {
	for (const child of change.rows.column('SELECT gid FROM tasks WHERE parent = ?', gid))
		deleteTask(change, child);
	const scopes = scopesOfTask(change.rows, gid);
	const { resource_subtype } = readTask(change, gid);
	const { rows } = change;
	rows.run('DELETE FROM stories WHERE task = ?', gid);
	rows.run('DELETE FROM attachments WHERE parent = ?', gid);
	rows.run('DELETE FROM task_projects WHERE task = ?', gid);
	rows.run('DELETE FROM task_tags WHERE task = ?', gid);
	rows.run('DELETE FROM dependencies WHERE task = ? OR depends_on = ?', gid, gid);
	rows.run('DELETE FROM custom_field_values WHERE object = ?', gid);
	rows.run('DELETE FROM followers WHERE parent = ?', gid);
	rows.run('DELETE FROM likes WHERE parent = ?', gid);
	rows.run('DELETE FROM tasks WHERE gid = ?', gid);
	change.emit({ resource: { gid, type: 'task' }, subtype: resource_subtype, action: 'deleted', scopes });
}

export function addFollowers(change: Change, parent: string, users: readonly string[]): readonly string[] {
	return users.filter(
		(user) => change.rows.run('INSERT OR IGNORE INTO followers VALUES (?, ?)', parent, user) > 0,
	);
}

export function removeFollowers(change: Change, parent: string, users: readonly string[]): readonly string[] {
	return users.filter(
		(user) => change.rows.run('DELETE FROM followers WHERE parent = ? AND user = ?', parent, user) > 0,
	);
}

/** Tells that a field of a task changed. */
export function emitTaskChange(
	change: Change,
	gid: string,
	field: NonNullable<Parameters<Change['emit']>[0]['change']>,
): void {
	change.emit({
		resource: { gid, type: 'task' },
		subtype: readTask(change, gid).resource_subtype,
		action: 'changed',
		change: field,
		scopes: scopesOfTask(change.rows, gid),
	});
}
