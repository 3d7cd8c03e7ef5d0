import { badRequest } from '../../core/errors.ts';
import type { Bindable } from '../rows/database.ts';
import type { Change } from '../data/change.ts';
import { positionAt, sectionOrder } from '../rows/order.ts';
import { deleteTask } from '../tasks/tasks.ts';

/** Creates a project with the one section Asana gives a new one; its creator owns it. */
export function createProject(change: Change, row: Readonly<Record<string, Bindable>>): string {
	const gid = change.newGid('project');
	change.rows.insert('projects', {
		...row,
		gid,
		owner: change.user,
		created_at: change.at,
		modified_at: change.at,
	});
	addMember(change, gid, 'project', change.user, 'admin');
	change.rows.run('INSERT INTO followers VALUES (?, ?)', gid, change.user);
	change.emit({ resource: { gid, type: 'project' }, action: 'added', scopes: new Set([gid]) });
	createSection(change, gid, 'Untitled section', { at: 'end' });
	return gid;
}

export function updateProject(change: Change, gid: string, patch: Readonly<Record<string, Bindable>>): void {
	const names = Object.keys(patch);
	if (names.length === 0) return;
	change.rows.update('projects', gid, { ...patch, modified_at: change.at });
	for (const field of names.filter((name) => name !== 'html_notes')) {
		change.emit({
			resource: { gid, type: 'project' },
			action: 'changed',
			change: { field, action: 'changed' },
			scopes: new Set([gid]),
		});
	}
}

/** Deletes a project with its sections and the tasks that are in no other project. */
export function deleteProject(change: Change, gid: string): void {
	const { rows } = change;
	const only = rows.column(
		`SELECT task FROM task_projects p WHERE project = ?
		AND NOT EXISTS (SELECT 1 FROM task_projects o WHERE o.task = p.task AND o.project <> p.project)`,
		gid,
	);
	for (const task of only) deleteTask(change, task);
	change.emit({ resource: { gid, type: 'project' }, action: 'deleted', scopes: new Set([gid]) });
	rows.run('DELETE FROM task_projects WHERE project = ?', gid);
	rows.run('DELETE FROM sections WHERE project = ?', gid);
	rows.run('DELETE FROM custom_field_settings WHERE parent = ?', gid);
	rows.run('DELETE FROM memberships WHERE parent = ?', gid);
	rows.run('DELETE FROM followers WHERE parent = ?', gid);
	rows.run('DELETE FROM portfolio_items WHERE item = ?', gid);
	rows.run('DELETE FROM projects WHERE gid = ?', gid);
}

/** Adds somebody to a project or portfolio; gives the membership there was or is now. */
export function addMember(
	change: Change,
	parent: string,
	parentType: string,
	member: string,
	level: string,
	memberType = 'user',
): string {
	const known = change.rows.column(
		'SELECT gid FROM memberships WHERE parent = ? AND member = ?',
		parent,
		member,
	)[0];
	if (known !== undefined) return known;
	const gid = change.newGid('membership');
	change.rows.insert('memberships', {
		gid,
		parent,
		parent_type: parentType,
		member,
		member_type: memberType,
		access_level: level,
	});
	return gid;
}

export function createSection(
	change: Change,
	project: string,
	name: string,
	place: Parameters<typeof positionAt>[3],
): string {
	const position = positionAt(change.rows, sectionOrder, project, place);
	const gid = change.newGid('section');
	change.rows.insert('sections', { gid, project, name, created_at: change.at, position });
	change.emit({
		resource: { gid, type: 'section' },
		action: 'added',
		parent: { gid: project, type: 'project' },
		scopes: new Set([project]),
	});
	return gid;
}

/** Renames or moves a section. */
export function changeSection(
	change: Change,
	gid: string,
	project: string,
	patch: { name: string } | { position: number },
): void {
	change.rows.update('sections', gid, patch);
	change.emit({
		resource: { gid, type: 'section' },
		action: 'changed',
		change: { field: 'name' in patch ? 'name' : 'order', action: 'changed' },
		scopes: new Set([project]),
	});
}

/** Deletes an empty section that is not the project's last. */
export function deleteSection(change: Change, gid: string, project: string): void {
	if (change.rows.one('SELECT 1 FROM task_projects WHERE section = ?', gid)) {
		throw badRequest('section: Cannot delete a section that still contains tasks');
	}
	if (change.rows.column('SELECT gid FROM sections WHERE project = ?', project).length === 1) {
		throw badRequest('section: Cannot delete the last section of a project');
	}
	change.rows.run('DELETE FROM sections WHERE gid = ?', gid);
	change.emit({ resource: { gid, type: 'section' }, action: 'deleted', scopes: new Set([project]) });
}
