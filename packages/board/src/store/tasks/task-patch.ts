import type { StoryDetail } from '../../shapes/story.ts';
import type { TaskRow } from '../../shapes/task.ts';
import type { Change, Named } from '../data/change.ts';
import { addSystemStory } from '../talk/stories.ts';
import { addFollowers, emitTaskChange, readTask } from './tasks.ts';

/** New values for a task's own columns; absent ones stay. */
export interface TaskPatch {
	name?: string;
	notes?: string;
	html_notes?: string;
	completed?: number;
	approval_status?: string;
	resource_subtype?: string;
	assignee?: string | null;
	assignee_status?: string;
	due_on?: string | null;
	due_at?: string | null;
	start_on?: string | null;
	start_at?: string | null;
}

interface Told {
	readonly subtype: string;
	readonly text: string;
	readonly detail?: StoryDetail;
}

/** Writes what really differs, with the events and the history lines Asana would write; silent on a new task. */
export function patchTask(change: Change, gid: string, patch: TaskPatch, history: boolean): void {
	const before = readTask(change, gid);
	const wanted = withConsequences(change, before, patch);
	const changed = Object.entries(wanted).filter(([name, value]) => before[name as keyof TaskRow] !== value);
	if (changed.length === 0) return;
	change.rows.update('tasks', gid, { ...Object.fromEntries(changed), modified_at: change.at });
	const { assignee } = patch;
	if (assignee != null) addFollowers(change, gid, [assignee]);
	if (!history) return;

	const names = new Set(changed.map(([name]) => name));
	for (const field of reportedFields.filter((name) => names.has(name))) {
		emitTaskChange(change, gid, { field, action: 'changed', ...valueOf(field, patch) });
		const told = describe(change, field, before, patch, wanted['completed'] === 1);
		if (told) addSystemStory(change, gid, told.subtype, told.text, told.detail);
	}
}

const reportedFields = [
	'name',
	'notes',
	'completed',
	'approval_status',
	'resource_subtype',
	'assignee',
	'due_on',
	'due_at',
	'start_on',
	'start_at',
] as const;

function valueOf(field: string, wanted: TaskPatch): { value?: Named } {
	return field === 'assignee' && wanted.assignee != null
		? { value: { gid: wanted.assignee, type: 'user' } }
		: {};
}

/** Completion and approval move together; a due time implies its date; who assigned is remembered. */
function withConsequences(
	change: Change,
	before: TaskRow,
	patch: TaskPatch,
): Record<string, string | number | null> {
	const next: Record<string, string | number | null> = { ...patch };
	const subtype = patch.resource_subtype ?? before.resource_subtype;
	if (subtype !== 'approval') next['approval_status'] = null;
	else if (patch.approval_status !== undefined)
		next['completed'] = patch.approval_status === 'pending' ? 0 : 1;
	else if (patch.completed !== undefined)
		next['approval_status'] = patch.completed === 1 ? 'approved' : 'pending';
	else next['approval_status'] = before.approval_status ?? 'pending';
	if (next['completed'] !== undefined && next['completed'] !== before.completed) {
		next['completed_at'] = next['completed'] === 1 ? change.at : null;
		next['completed_by'] = next['completed'] === 1 ? change.user : null;
	}
	if (patch.due_at !== undefined) next['due_on'] = patch.due_at?.slice(0, 10) ?? patch.due_on ?? null;
	else if (patch.due_on !== undefined) next['due_at'] = null;
	if (patch.start_at !== undefined) next['start_on'] = patch.start_at?.slice(0, 10) ?? patch.start_on ?? null;
	else if (patch.start_on !== undefined) next['start_at'] = null;
	if (patch.assignee !== undefined && patch.assignee !== before.assignee) {
		next['assigned_by'] = patch.assignee === null ? null : change.user;
	}
	return next;
}

function describe(
	change: Change,
	field: (typeof reportedFields)[number],
	before: TaskRow,
	wanted: TaskPatch,
	completed: boolean,
): Told | undefined {
	switch (field) {
		case 'name': {
			const name = wanted.name ?? '';
			return {
				subtype: 'name_changed',
				text: `changed the name to "${name}"`,
				detail: { old_name: before.name, new_name: name },
			};
		}
		case 'notes':
			return { subtype: 'notes_changed', text: 'changed the description' };
		case 'completed':
			return completed
				? { subtype: 'marked_complete', text: 'completed this task' }
				: { subtype: 'marked_incomplete', text: 'marked incomplete' };
		case 'assignee':
			return describeAssignee(change, before, wanted.assignee ?? null);
		case 'due_on':
		case 'start_on':
			return { subtype: 'due_date_changed', text: 'changed the dates of this task' };
		case 'approval_status':
			return {
				subtype: 'approval_status_changed',
				text: `changed the approval status to ${wanted.approval_status ?? 'none'}`,
				detail: {
					old_approval_status: before.approval_status,
					new_approval_status: wanted.approval_status ?? null,
				},
			};
		case 'resource_subtype':
			return {
				subtype: 'resource_subtype_changed',
				text: `changed the type of this task`,
				detail: {
					old_resource_subtype: before.resource_subtype,
					new_resource_subtype: wanted.resource_subtype ?? null,
				},
			};
		case 'due_at':
		case 'start_at':
			return undefined;
	}
}

function describeAssignee(change: Change, before: TaskRow, assignee: string | null): Told {
	const gid = assignee ?? before.assignee ?? '';
	const name = change.rows.one<{ name: string }>('SELECT name FROM users WHERE gid = ?', gid)?.name ?? '';
	const detail = { assignee: { type: 'user', gid } };
	return assignee === null
		? { subtype: 'unassigned', text: `unassigned from ${name}`, detail }
		: { subtype: 'assigned', text: `assigned to ${name}`, detail };
}
