import { badRequest, cannotWrite } from '../../core/errors.ts';
import { isObject, readBoolean, readDate, readString, readTime, readWord } from '../../core/input.ts';
import { checkGid, findUser } from '../../store/rows/lookup.ts';
import type { Store } from '../../store/data/store.ts';
import type { TaskPatch } from '../../store/tasks/task-patch.ts';
import type { Call } from '../call.ts';
import { readRichText } from '../talk/rich-text.ts';

const subtypes = ['default_task', 'milestone', 'approval', 'section', 'custom'] as const;
const approvals = ['pending', 'approved', 'rejected', 'changes_requested'] as const;
const assigneeStatuses = ['today', 'upcoming', 'later', 'new', 'inbox'] as const;

/** Fields of a task that are changed by calls of their own, never by an update. */
const notInUpdate = [
	'projects',
	'tags',
	'memberships',
	'parent',
	'workspace',
	'followers',
	'dependencies',
	'dependents',
];
/** Fields of a task the server alone writes. */
const readOnly = [
	'created_at',
	'modified_at',
	'completed_at',
	'completed_by',
	'created_by',
	'num_subtasks',
	'permalink_url',
	'num_likes',
	'num_hearts',
];

export function refuseUnwritable(call: Call, updating: boolean): void {
	const refused = updating ? [...readOnly, ...notInUpdate] : readOnly;
	const found = refused.find((field) => call.data[field] !== undefined);
	if (found !== undefined) throw cannotWrite(found);
}

/** Reads the task's own fields from a request. */
export function readTaskPatch(call: Call): TaskPatch {
	const { data } = call;
	const patch: TaskPatch = {};
	const name = data['name'] === null ? '' : readString(data, 'name', 1024);
	if (name !== undefined) patch.name = name;
	const notes = readRichText(
		call.store,
		data['notes'] === null ? { ...data, notes: '' } : data,
		'notes',
		'html_notes',
	);
	if (notes) Object.assign(patch, { notes: notes.text, html_notes: notes.html });
	const completed = readBoolean(data, 'completed');
	if (completed !== undefined) patch.completed = Number(completed);
	const approval = readWord(data, 'approval_status', approvals);
	if (approval !== undefined) patch.approval_status = approval;
	const subtype = readWord(data, 'resource_subtype', subtypes);
	if (subtype !== undefined) patch.resource_subtype = subtype;
	const status = readWord(data, 'assignee_status', assigneeStatuses);
	if (status !== undefined) patch.assignee_status = status;
	if (data['assignee'] === null || data['assignee'] === '') patch.assignee = null;
	else if (data['assignee'] !== undefined)
		patch.assignee = findUser(call.store, call.user, 'assignee', data['assignee']);
	readDates(call, patch);
	return patch;
}

function readDates(call: Call, patch: TaskPatch): void {
	const { data } = call;
	if (data['due_at'] != null && data['due_on'] != null)
		throw badRequest('You may only specify one of due_on or due_at');
	const dates = {
		due_on: readDate(data, 'due_on'),
		due_at: readTime(data, 'due_at'),
		start_on: readDate(data, 'start_on'),
		start_at: readTime(data, 'start_at'),
	};
	for (const [name, value] of Object.entries(dates)) {
		if (value !== undefined) Object.assign(patch, { [name]: value });
	}
}

/** Where a new task goes: its projects, with the section where one is named. */
export interface Home {
	readonly project: string;
	readonly section: string | undefined;
}

/** Reads `projects` and `memberships`; a project named in both is one home. */
export function readHomes(store: Store, data: Call['data']): readonly Home[] {
	const homes = new Map<string, string | undefined>();
	for (const project of readList(data, 'projects')) {
		homes.set(checkGid(store, 'project', 'projects', project), undefined);
	}
	for (const membership of readList(data, 'memberships')) {
		if (!isObject(membership)) throw badRequest('memberships: Not an Object');
		const section =
			membership['section'] == null
				? undefined
				: checkGid(store, 'section', 'memberships.section', gidOf(membership['section']));
		const owner = section === undefined ? undefined : projectOf(store, section);
		const project =
			membership['project'] == null
				? owner
				: checkGid(store, 'project', 'memberships.project', gidOf(membership['project']));
		if (project === undefined) throw badRequest('memberships: Missing input');
		if (owner !== undefined && owner !== project)
			throw badRequest('memberships: Section is not in the given project');
		homes.set(project, section);
	}
	return [...homes].map(([project, section]) => ({ project, section }));
}

export function readList(data: Call['data'], field: string): readonly unknown[] {
	const value = data[field];
	if (value === undefined || value === null || value === '') return [];
	if (Array.isArray(value)) return value;
	if (typeof value === 'string') return value.split(',');
	throw badRequest(`${field}: Not an Array`);
}

function gidOf(value: unknown): unknown {
	return isObject(value) ? value['gid'] : value;
}

function projectOf(store: Store, section: string): string | undefined {
	return store.rows.one<{ project: string }>('SELECT project FROM sections WHERE gid = ?', section)?.project;
}
