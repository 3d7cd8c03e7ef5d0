import { attachment } from './attachment.ts';
import { customFieldValue } from './custom-field-value.ts';
import { customField, customFieldInFull, customFieldSetting, enumOption } from './custom-field.ts';
import { event } from './event.ts';
import { job } from './job.ts';
import { membership, projectMembership, workspaceMembership } from './membership.ts';
import { like, user, userBase, userTaskList, workspace } from './people.ts';
import { portfolio } from './portfolio.ts';
import { projectStatus } from './project-status.ts';
import { project, section } from './project.ts';
import type { Shape } from './shape.ts';
import { statusUpdate } from './status-update.ts';
import { story } from './story.ts';
import { tag } from './tag.ts';
import { task } from './task.ts';
import { team, teamMembership } from './team.ts';
import { webhook } from './webhook.ts';

/** Every kind of record the board can answer with, by the name references use. */
export const shapes: Readonly<Record<string, Shape>> = {
	attachment,
	custom_field: customField,
	custom_field_full: customFieldInFull,
	custom_field_setting: customFieldSetting,
	custom_field_value: customFieldValue,
	enum_option: enumOption,
	event,
	job,
	like,
	membership,
	portfolio,
	project,
	project_membership: projectMembership,
	project_status: projectStatus,
	section,
	status_update: statusUpdate,
	story,
	tag,
	task,
	team,
	team_membership: teamMembership,
	user,
	user_base: userBase,
	user_task_list: userTaskList,
	webhook,
	workspace,
	workspace_membership: workspaceMembership,
} as Readonly<Record<string, Shape>>;
