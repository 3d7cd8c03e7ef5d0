import { nameSection, type CardSubtask } from '@aegis/shared/domain';
import { z } from 'zod';
import type {
	BoardEvent,
	BoardField,
	BoardFieldValue,
	BoardMembership,
	BoardSection,
	BoardStory,
	BoardStoryChange,
	BoardTask,
} from '../core/board-task.ts';
import { readRichNotes } from '../core/rich-notes.ts';

/** The door for what the board answers: what is not needed is ignored, what may be absent is. */

/** Where the first problem of an answer is. */
export function describeIssue(error: z.ZodError): string {
	const issue = error.issues[0];
	return issue === undefined ? 'unknown' : `${issue.path.join('.')}: ${issue.message}`;
}

const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');
const optionalText = z
	.string()
	.nullish()
	.transform((value) => value ?? null);
const gid = z.string().min(1);
const reference = z.object({ gid });
const section = z.object({ gid, name: text.transform(nameSection) });

const fieldValue = z
	.object({
		gid,
		enum_value: z.object({ name: text }).nullish(),
		number_value: z.coerce.number().nullish().catch(null),
		text_value: z.string().nullish(),
		name: text,
		display_value: z.string().nullish().catch(null),
	})
	.transform((value): BoardFieldValue => ({
		gid: value.gid,
		enumName: value.enum_value?.name ?? null,
		number: value.number_value ?? null,
		text: value.text_value ?? null,
		name: value.name,
		display: value.display_value ?? null,
	}));

const membership = z
	.object({ project: reference.nullish(), section: section.nullish() })
	.transform((value): BoardMembership => ({
		projectGid: value.project?.gid ?? '',
		sectionGid: value.section?.gid ?? null,
		sectionName: value.section?.name ?? null,
	}));

const dependency = z
	.object({ gid, completed: z.boolean().nullish() })
	.transform((value) => ({ gid: value.gid, completed: value.completed ?? null }));

/** The fields of a task that Aegis asks for, and no others. */
export const taskFields = [
	'name',
	'resource_subtype',
	'notes',
	'html_notes',
	'completed',
	'modified_at',
	'permalink_url',
	'due_on',
	'assignee.gid',
	'created_by.gid',
	'parent.gid',
	'num_subtasks',
	'tags.name',
	'memberships.project.gid',
	'memberships.section.gid',
	'memberships.section.name',
	'custom_fields.gid',
	'custom_fields.name',
	'custom_fields.display_value',
	'custom_fields.enum_value.name',
	'custom_fields.number_value',
	'custom_fields.text_value',
	'dependencies.gid',
	'dependencies.completed',
].join(',');

export const Task = z
	.object({
		gid,
		name: text,
		resource_subtype: optionalText,
		notes: text,
		html_notes: text,
		completed: z.boolean(),
		modified_at: text,
		permalink_url: optionalText,
		due_on: optionalText,
		assignee: reference.nullish(),
		created_by: reference.nullish(),
		parent: reference.nullish(),
		num_subtasks: z.number().nullish(),
		tags: z.array(z.object({ name: text })).nullish(),
		memberships: z.array(membership),
		custom_fields: z.array(fieldValue).nullish(),
		dependencies: z.array(dependency).nullish(),
	})
	.transform((task): BoardTask => ({
		gid: task.gid,
		name: task.name,
		kind: task.resource_subtype,
		notes: task.notes,
		richNotes: readRichNotes(task.html_notes),
		completed: task.completed,
		modifiedAt: task.modified_at,
		url: task.permalink_url,
		dueOn: task.due_on,
		assigneeGid: task.assignee?.gid ?? null,
		createdByGid: task.created_by?.gid ?? null,
		parentGid: task.parent?.gid ?? null,
		subtaskCount: task.num_subtasks ?? null,
		tags: (task.tags ?? []).map((tag) => tag.name),
		memberships: task.memberships,
		fields: task.custom_fields ?? [],
		dependencies: task.dependencies ?? [],
	}));

export const storyFields = [
	'text',
	'type',
	'resource_subtype',
	'created_at',
	'created_by.gid',
	'created_by.name',
	'old_section.gid',
	'old_section.name',
	'new_section.gid',
	'new_section.name',
	'project.gid',
	'custom_field.gid',
	'new_enum_value.name',
	'new_number_value',
].join(',');

export const Story = z
	.object({
		gid,
		text,
		type: optionalText,
		resource_subtype: optionalText,
		created_at: text,
		created_by: z.object({ gid, name: optionalText }).nullish(),
		old_section: section.nullish(),
		new_section: section.nullish(),
		project: reference.nullish(),
		custom_field: reference.nullish(),
		new_enum_value: z.object({ name: text }).nullish(),
		new_number_value: z.coerce.number().nullish().catch(null),
	})
	.transform((story): BoardStory => ({
		gid: story.gid,
		comment: story.type === 'comment' || story.resource_subtype === 'comment_added',
		text: story.text,
		createdAt: story.created_at,
		authorGid: story.created_by?.gid ?? null,
		authorName: story.created_by?.name ?? null,
		change: readChange(story),
	}));

function readChange(story: {
	readonly resource_subtype: string | null;
	readonly old_section?: BoardSection | null | undefined;
	readonly new_section?: BoardSection | null | undefined;
	readonly project?: { readonly gid: string } | null | undefined;
	readonly custom_field?: { readonly gid: string } | null | undefined;
	readonly new_enum_value?: { readonly name: string } | null | undefined;
	readonly new_number_value?: number | null | undefined;
}): BoardStoryChange | null {
	const { project, custom_field: field } = story;
	switch (story.resource_subtype) {
		case 'section_changed':
			return { kind: 'moved', from: story.old_section ?? null, to: story.new_section ?? null };
		case 'added_to_project':
			return project ? { kind: 'added', projectGid: project.gid } : null;
		case 'enum_custom_field_changed':
			return field
				? { kind: 'chosen', fieldGid: field.gid, option: story.new_enum_value?.name ?? null }
				: null;
		case 'number_custom_field_changed':
			return field ? { kind: 'counted', fieldGid: field.gid, number: story.new_number_value ?? null } : null;
		case 'attachment_added':
			return { kind: 'attached' };
		default:
			return null;
	}
}

export const Subtask = z
	.object({ gid, name: text, completed: z.boolean().nullish(), notes: text })
	.transform((task): CardSubtask => ({
		gid: task.gid,
		name: task.name,
		completed: task.completed ?? false,
		...(task.notes === '' ? {} : { notes: task.notes }),
	}));

export const Attachment = z.object({ name: text }).transform((attachment) => attachment.name);

const eventTarget = z
	.object({ gid, resource_type: text, resource_subtype: optionalText })
	.transform((target) => ({ gid: target.gid, type: target.resource_type, subtype: target.resource_subtype }));

export const Event = z
	.object({ action: text, created_at: optionalText, resource: eventTarget, parent: eventTarget.nullish() })
	.transform((event): BoardEvent => ({
		action: event.action,
		createdAt: event.created_at,
		resource: event.resource,
		parent: event.parent ?? null,
	}));

export const Section = section.transform((one): BoardSection => one);

export const fieldFields = 'name,resource_subtype,type,enum_options.name,enum_options.enabled';

export const Field = z
	.object({
		gid,
		name: text,
		type: optionalText,
		resource_subtype: optionalText,
		enum_options: z.array(z.object({ gid, name: text, enabled: z.boolean().nullish() })).nullish(),
	})
	.transform((field): BoardField => ({
		gid: field.gid,
		name: field.name,
		type: field.resource_subtype ?? field.type ?? '',
		options: (field.enum_options ?? []).map((option) => ({
			gid: option.gid,
			name: option.name,
			enabled: option.enabled ?? true,
		})),
	}));

export const FieldSetting = z.object({ custom_field: Field });

export const Created = reference;
export const Anything = z.unknown();
