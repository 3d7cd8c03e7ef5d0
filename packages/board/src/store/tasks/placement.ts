import { badRequest } from '../../core/errors.ts';
import type { Place } from '../../core/position.ts';
import type { Change } from '../data/change.ts';
import { cardOrder, positionAt } from '../rows/order.ts';
import { scopesOfTask } from '../data/scopes.ts';
import { addSystemStory } from '../talk/stories.ts';

/** How many projects one task may be in. */
const maxProjects = 20;

/** Puts a task in a section of a project; it leaves any other section of that project. */
export function placeTask(change: Change, task: string, section: string, place: Place): void {
	const { rows } = change;
	const project = projectOf(change, section);
	const before = rows.one<{ section: string }>(
		'SELECT section FROM task_projects WHERE task = ? AND project = ?',
		task,
		project,
	);
	if (!before) checkRoom(change, task);
	const at = place.at === 'before' || place.at === 'after' ? place.gid : undefined;
	if (at === task) return;
	const position = positionAt(
		rows,
		cardOrder,
		section,
		place,
		place.at === 'after' ? 'insert_after' : 'insert_before',
	);
	rows.run(
		`INSERT INTO task_projects VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET section = excluded.section, position = excluded.position`,
		task,
		project,
		section,
		position,
	);

	if (!before) {
		rows.update('tasks', task, { modified_at: change.at });
		emitPlaced(change, task, { gid: project, type: 'project' });
		addSystemStory(change, task, 'added_to_project', `added to ${nameOf(change, 'projects', project)}`, {
			project: { type: 'project', gid: project },
		});
	}
	emitPlaced(change, task, { gid: section, type: 'section' });
	if (before && before.section !== section) tellMove(change, task, before.section, section, project);
}

function emitPlaced(change: Change, task: string, parent: { gid: string; type: string }): void {
	const subtype =
		change.rows.one<{ s: string }>('SELECT resource_subtype AS s FROM tasks WHERE gid = ?', task)?.s ?? null;
	change.emit({
		resource: { gid: task, type: 'task' },
		subtype,
		action: 'added',
		parent,
		scopes: scopesOfTask(change.rows, task),
	});
}

function tellMove(change: Change, task: string, from: string, to: string, project: string): void {
	const names = [
		nameOf(change, 'sections', from),
		nameOf(change, 'sections', to),
		nameOf(change, 'projects', project),
	];
	addSystemStory(
		change,
		task,
		'section_changed',
		`moved this Task from "${names[0]}" to "${names[1]}" in ${names[2]}`,
		{
			old_section: { type: 'section', gid: from },
			new_section: { type: 'section', gid: to },
			project: { type: 'project', gid: project },
		},
	);
}

/** Takes a task out of a project; nothing happens when it is not in it. */
export function removeFromProject(change: Change, task: string, project: string): void {
	const scopes = scopesOfTask(change.rows, task);
	const removed = change.rows.run('DELETE FROM task_projects WHERE task = ? AND project = ?', task, project);
	if (removed === 0) return;
	change.rows.update('tasks', task, { modified_at: change.at });
	change.emit({
		resource: { gid: task, type: 'task' },
		subtype: 'default_task',
		action: 'removed',
		parent: { gid: project, type: 'project' },
		scopes,
	});
	addSystemStory(
		change,
		task,
		'removed_from_project',
		`removed from ${nameOf(change, 'projects', project)}`,
		{
			project: { type: 'project', gid: project },
		},
	);
}

/** The section new cards of a project go to. */
export function firstSection(change: Change, project: string): string {
	const gid = change.rows.column(
		'SELECT gid FROM sections WHERE project = ? ORDER BY position LIMIT 1',
		project,
	)[0];
	if (gid === undefined) throw new Error(`project ${project} has no section`);
	return gid;
}

export function projectOf(change: Change, section: string): string {
	return (
		change.rows.one<{ project: string }>('SELECT project FROM sections WHERE gid = ?', section)?.project ?? ''
	);
}

function checkRoom(change: Change, task: string): void {
	const count = change.rows.column('SELECT project FROM task_projects WHERE task = ?', task).length;
	if (count >= maxProjects) throw badRequest(`project: A task may be in at most ${maxProjects} projects`);
}

function nameOf(change: Change, table: 'projects' | 'sections', gid: string): string {
	return change.rows.one<{ name: string }>(`SELECT name FROM ${table} WHERE gid = ?`, gid)?.name ?? '';
}
