import { badRequest } from '../../core/errors.ts';
import type { Change } from '../data/change.ts';
import { addSystemStory } from '../talk/stories.ts';
import { emitTaskChange } from './tasks.ts';

/** The most dependencies and dependents one task may have together. */
const maxLinks = 30;

/** Makes one task wait for another; both are told. */
export function addDependency(change: Change, task: string, dependsOn: string): void {
	if (task === dependsOn) throw badRequest('dependencies: A task cannot depend on itself');
	if (reaches(change, dependsOn, task))
		throw badRequest('dependencies: This would create a circular dependency');
	const added = change.rows.run('INSERT OR IGNORE INTO dependencies VALUES (?, ?)', task, dependsOn);
	if (added === 0) return;
	for (const side of [task, dependsOn]) {
		if (countLinks(change, side) > maxLinks) {
			throw badRequest(`A task may have at most ${maxLinks} dependents and dependencies combined`);
		}
	}
	tellBoth(change, task, dependsOn, 'added');
}

export function removeDependency(change: Change, task: string, dependsOn: string): void {
	const removed = change.rows.run(
		'DELETE FROM dependencies WHERE task = ? AND depends_on = ?',
		task,
		dependsOn,
	);
	if (removed > 0) tellBoth(change, task, dependsOn, 'removed');
}

function tellBoth(change: Change, task: string, dependsOn: string, action: 'added' | 'removed'): void {
	for (const side of [task, dependsOn]) change.rows.update('tasks', side, { modified_at: change.at });
	emitTaskChange(change, task, { field: 'dependencies', action, value: { gid: dependsOn, type: 'task' } });
	emitTaskChange(change, dependsOn, { field: 'dependents', action, value: { gid: task, type: 'task' } });
	const verb = action === 'added' ? 'marked this task as blocked by' : 'removed the dependency on';
	addSystemStory(change, task, `dependency_${action}`, `${verb} ${nameOf(change, dependsOn)}`, {
		dependency: { type: 'task', gid: dependsOn },
	});
	addSystemStory(
		change,
		dependsOn,
		`dependent_${action}`,
		`${action === 'added' ? 'marked' : 'unmarked'} this task as blocking ${nameOf(change, task)}`,
		{
			dependency: { type: 'task', gid: task },
		},
	);
}

function nameOf(change: Change, task: string): string {
	return change.rows.one<{ name: string }>('SELECT name FROM tasks WHERE gid = ?', task)?.name ?? '';
}

function countLinks(change: Change, task: string): number {
	return (
		change.rows.one<{ n: number }>(
			'SELECT count(*) AS n FROM dependencies WHERE task = ? OR depends_on = ?',
			task,
			task,
		)?.n ?? 0
	);
}

/** True when `from` already waits, directly or through others, for `to`. */
function reaches(change: Change, from: string, to: string): boolean {
	return (
		change.rows.one(
			`WITH RECURSIVE up(gid) AS (SELECT ? UNION SELECT d.depends_on FROM dependencies d JOIN up ON d.task = up.gid)
			SELECT 1 FROM up WHERE gid = ?`,
			from,
			to,
		) !== undefined
	);
}

/** Puts a tag on a task or takes it off; nothing happens when it is already so. */
export function setTag(change: Change, task: string, tag: string, on: boolean): void {
	const changed = on
		? change.rows.run('INSERT OR IGNORE INTO task_tags VALUES (?, ?)', task, tag)
		: change.rows.run('DELETE FROM task_tags WHERE task = ? AND tag = ?', task, tag);
	if (changed === 0) return;
	change.rows.update('tasks', task, { modified_at: change.at });
	const action = on ? 'added' : 'removed';
	emitTaskChange(change, task, { field: 'tags', action, value: { gid: tag, type: 'tag' } });
	const name = change.rows.one<{ name: string }>('SELECT name FROM tags WHERE gid = ?', tag)?.name ?? '';
	addSystemStory(
		change,
		task,
		on ? 'added_to_tag' : 'removed_from_tag',
		`${action} ${on ? 'to' : 'from'} ${name}`,
		{
			tag: { type: 'tag', gid: tag },
		},
	);
}
