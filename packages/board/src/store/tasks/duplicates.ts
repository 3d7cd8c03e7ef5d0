import type { TaskRow } from '../../shapes/task.ts';
import type { Bindable } from '../rows/database.ts';
import type { Change } from '../data/change.ts';
import { addDependency, setTag } from './links.ts';
import { placeTask } from './placement.ts';
import { createProject, createSection } from '../projects/projects.ts';
import { addFollowers, createTask } from './tasks.ts';

/** Columns of a task that a copy takes when they are asked for. */
const copied: Readonly<Record<string, readonly (keyof TaskRow)[]>> = {
	notes: ['notes', 'html_notes'],
	assignee: ['assignee', 'assigned_by'],
	dates: ['due_on', 'due_at', 'start_on', 'start_at'],
};

/** Copies a task into the same places with what is asked for, subtasks too. */
export function duplicateTask(
	change: Change,
	gid: string,
	name: string,
	include: ReadonlySet<string>,
	parent: string | null,
): string {
	const { rows } = change;
	const source = rows.one<TaskRow>('SELECT * FROM tasks WHERE gid = ?', gid);
	if (!source) throw new Error(`task ${gid} is gone`);
	const copy = createTask(change, {
		workspace: source.workspace,
		name,
		subtype: source.resource_subtype,
		parent,
	});
	const columns = [...include].flatMap((part) => copied[part] ?? []);
	rows.update(
		'tasks',
		copy,
		Object.fromEntries(columns.map((column) => [column, source[column]])) as Record<string, Bindable>,
	);
	if (include.has('projects')) {
		for (const section of rows.column('SELECT section FROM task_projects WHERE task = ?', gid)) {
			placeTask(change, copy, section, { at: 'after', gid });
		}
	}
	rows.run(
		'INSERT INTO custom_field_values SELECT ?, custom_field, value FROM custom_field_values WHERE object = ?',
		copy,
		gid,
	);
	if (include.has('followers'))
		addFollowers(change, copy, rows.column('SELECT user FROM followers WHERE parent = ?', gid));
	if (include.has('tags')) {
		for (const tag of rows.column('SELECT tag FROM task_tags WHERE task = ?', gid))
			setTag(change, copy, tag, true);
	}
	if (include.has('dependencies')) {
		for (const other of rows.column('SELECT depends_on FROM dependencies WHERE task = ?', gid))
			addDependency(change, copy, other);
	}
	if (include.has('subtasks')) {
		for (const child of rows.all<TaskRow>(
			'SELECT * FROM tasks WHERE parent = ? ORDER BY parent_position',
			gid,
		)) {
			duplicateTask(change, child.gid, child.name, include, copy);
		}
	}
	return copy;
}

/** Copies a project: sections and field settings always, its tasks with what is asked for. */
export function duplicateProject(
	change: Change,
	gid: string,
	name: string,
	include: ReadonlySet<string>,
): string {
	const { rows } = change;
	const source = rows.one<Record<string, Bindable>>(
		'SELECT workspace, team, notes, html_notes, color, icon, default_view, privacy_setting, default_access_level FROM projects WHERE gid = ?',
		gid,
	);
	const copy = createProject(change, { ...source, name });
	const untitled = rows.column('SELECT gid FROM sections WHERE project = ?', copy);
	for (const setting of rows.all<Record<string, Bindable>>(
		'SELECT * FROM custom_field_settings WHERE parent = ?',
		gid,
	)) {
		rows.insert('custom_field_settings', {
			...setting,
			gid: change.newGid('custom_field_setting'),
			parent: copy,
		});
	}
	for (const section of rows.all<{ gid: string; name: string }>(
		'SELECT gid, name FROM sections WHERE project = ? ORDER BY position',
		gid,
	)) {
		const target = createSection(change, copy, section.name, { at: 'end' });
		const tasks = rows.column(
			'SELECT task FROM task_projects WHERE section = ? ORDER BY position',
			section.gid,
		);
		for (const task of tasks) {
			const title = rows.one<{ name: string }>('SELECT name FROM tasks WHERE gid = ?', task)?.name ?? '';
			placeTask(change, duplicateTask(change, task, title, include, null), target, { at: 'end' });
		}
	}
	for (const section of untitled) rows.run('DELETE FROM sections WHERE gid = ?', section);
	return copy;
}
