import { SectionsApi, StoriesApi, TasksApi } from 'asana';
import { z } from 'zod';
import { customFields, type MergeApproval } from '@aegis/shared/domain';
import { createClient, type BoardAccess } from './connect.ts';
import { ask, request } from './request.ts';

const Named = z.looseObject({ gid: z.string(), name: z.string() });
const Field = Named.extend({ enum_options: z.array(Named).nullish() });
type Field = z.infer<typeof Field>;
const manualCheck: MergeApproval = 'Manual Check';

const Task = z.looseObject({
	gid: z.string(),
	name: z.string(),
	notes: z.string().nullish(),
	completed: z.boolean(),
	permalink_url: z.string().nullish(),
	memberships: z.array(
		z.looseObject({ project: z.looseObject({ gid: z.string() }), section: Named.nullish() }),
	),
	custom_fields: z
		.array(z.looseObject({ name: z.string(), display_value: z.string().nullish() }))
		.default([]),
	dependencies: z.array(z.looseObject({ gid: z.string() })).default([]),
});

const Story = z.looseObject({
	gid: z.string(),
	resource_subtype: z.string().nullish(),
	text: z.string().nullish(),
	created_at: z.string(),
	created_by: z.looseObject({ name: z.string().nullish() }).nullish(),
});

/** A card as a person sees it. Fields hold what the board displays. */
export interface Card {
	readonly gid: string;
	readonly name: string;
	readonly notes: string;
	readonly completed: boolean;
	readonly url: string | null;
	readonly projectGid: string | null;
	readonly section: string | null;
	readonly fields: Readonly<Record<string, string | null>>;
	readonly dependencies: readonly string[];
}

export interface Comment {
	readonly author: string | null;
	readonly at: string;
	readonly text: string;
}

const optFields = [
	'name',
	'notes',
	'completed',
	'permalink_url',
	'dependencies',
	'memberships.project',
	'memberships.section.name',
	'custom_fields.name',
	'custom_fields.display_value',
].join(',');

const Page = z.looseObject({
	data: z.array(Task),
	next_page: z.looseObject({ offset: z.string() }).nullish(),
});

export async function listCards(access: BoardAccess, projectGid: string): Promise<Card[]> {
	const api = new TasksApi(createClient(access));
	const cards: Card[] = [];
	for (let offset: string | undefined; ;) {
		const options = { opt_fields: optFields, limit: 100, ...(offset === undefined ? {} : { offset }) };
		const answer = await ask(access, () => api.getTasksForProject(projectGid, options));
		const page = Page.parse(answer);
		cards.push(...page.data.map((task) => toCard(task, projectGid)));
		offset = page.next_page?.offset;
		if (offset === undefined) return cards;
	}
}

export async function readCard(access: BoardAccess, gid: string): Promise<Card> {
	const api = new TasksApi(createClient(access));
	return toCard(await request(access, Task, () => api.getTask(gid, { opt_fields: optFields })));
}

function toCard(task: z.infer<typeof Task>, projectGid?: string): Card {
	const membership =
		task.memberships.find(({ project }) => project.gid === projectGid) ?? task.memberships[0];
	return {
		gid: task.gid,
		name: task.name,
		notes: task.notes ?? '',
		completed: task.completed,
		url: task.permalink_url ?? null,
		projectGid: membership?.project.gid ?? null,
		section: membership?.section?.name ?? null,
		fields: Object.fromEntries(task.custom_fields.map((field) => [field.name, field.display_value ?? null])),
		dependencies: task.dependencies.map(({ gid }) => gid),
	};
}

/** The comments of a card, oldest first. */
export async function listComments(access: BoardAccess, gid: string): Promise<Comment[]> {
	const api = new StoriesApi(createClient(access));
	const options = { opt_fields: 'text,created_at,created_by.name,resource_subtype', limit: 100 };
	const stories = await request(access, z.array(Story), () => api.getStoriesForTask(gid, options));
	return stories
		.filter(({ resource_subtype: subtype }) => subtype === 'comment_added')
		.map((story) => ({
			author: story.created_by?.name ?? null,
			at: story.created_at,
			text: story.text ?? '',
		}));
}

export async function addComment(access: BoardAccess, gid: string, text: string): Promise<void> {
	const api = new StoriesApi(createClient(access));
	await request(access, z.unknown(), () => api.createStoryForTask({ data: { text } }, gid, {}));
}

/** The board's columns by name, in board order. */
export async function listSections(access: BoardAccess, projectGid: string): Promise<Map<string, string>> {
	const api = new SectionsApi(createClient(access));
	const sections = await request(access, z.array(Named), () => api.getSectionsForProject(projectGid, {}));
	return new Map(sections.map(({ gid, name }) => [name, gid]));
}

export async function moveCard(access: BoardAccess, gid: string, sectionGid: string): Promise<void> {
	const api = new SectionsApi(createClient(access));
	await request(access, z.unknown(), () =>
		api.addTaskForSection(sectionGid, { body: { data: { task: gid } } }),
	);
}

export interface NewCard {
	readonly projectGid: string;
	readonly sectionGid: string;
	readonly name: string;
	readonly notes: string;
	/** US dollars. */
	readonly maxCostUsd?: number;
	/** True where a person wants to approve the merge. */
	readonly manualMerge?: boolean;
	/** Gids of the cards it waits for. */
	readonly after: readonly string[];
}

/** Creates a card with its budget and dependencies, so that nothing starts before both are there. */
export async function createCard(access: BoardAccess, card: NewCard): Promise<string> {
	const client = createClient(access);
	const api = new TasksApi(client);
	const asks = card.maxCostUsd !== undefined || card.manualMerge === true || card.after.length > 0;
	const settings = asks ? await readFields(access, card.projectGid) : [];
	const values = settings === null ? {} : fieldValues(settings, card);
	const data = {
		name: card.name,
		notes: settings === null ? [card.notes, ...describeWishes(card)].join('\n').trim() : card.notes,
		memberships: [{ project: card.projectGid, section: card.sectionGid }],
		projects: [card.projectGid],
		...(Object.keys(values).length === 0 ? {} : { custom_fields: values }),
	};
	const { gid } = await request(access, z.looseObject({ gid: z.string() }), () =>
		api.createTask({ data }, {}),
	);
	if (card.after.length > 0 && settings !== null) {
		const body = { data: { dependencies: [...card.after] } };
		await request(access, z.unknown(), () => api.addDependenciesForTask(body, gid));
	}
	return gid;
}

/** The project's fields; null where the board's plan has none, nor dependencies. */
async function readFields(access: BoardAccess, projectGid: string): Promise<Field[] | null> {
	const { CustomFieldSettingsApi } = await import('asana');
	const api = new CustomFieldSettingsApi(createClient(access));
	const schema = z.array(z.looseObject({ custom_field: Field }));
	const fields = 'custom_field.name,custom_field.enum_options.name';
	const options = { opt_fields: fields, limit: 100 };
	try {
		const settings = await request(access, schema, () =>
			api.getCustomFieldSettingsForProject(projectGid, options),
		);
		return settings.map(({ custom_field: field }) => field);
	} catch (error) {
		if ((error as { code?: unknown }).code === 'PLAN_NOT_SUPPORTED') return null;
		throw error;
	}
}

/** What a new card's fields hold, by their gids. */
function fieldValues(fields: readonly Field[], card: NewCard): Record<string, number | string> {
	const values: Record<string, number | string> = {};
	if (card.maxCostUsd !== undefined) values[findField(fields, 'maxCostUsd').gid] = card.maxCostUsd;
	if (card.manualMerge === true) {
		const { gid, enum_options: options } = findField(fields, 'mergeApproval');
		const option = options?.find(({ name }) => name === manualCheck);
		if (option === undefined)
			throw new Error(`Merge Approval has no option ${manualCheck}; run \`aegis init\``);
		values[gid] = option.gid;
	}
	return values;
}

function findField(fields: readonly Field[], wanted: 'maxCostUsd' | 'mergeApproval'): Field {
	const { name: called } = customFields[wanted];
	const field = fields.find(({ name }) => name === called);
	if (field === undefined) throw new Error(`the project has no field ${called}; run \`aegis init\` again`);
	return field;
}

/** A card's budget and dependencies as lines of its description, as the syncer reads them there. */
function describeWishes({ maxCostUsd, manualMerge, after }: NewCard): string[] {
	return [
		...(manualMerge === true ? [`${customFields.mergeApproval.name}: ${manualCheck}`] : []),
		...(maxCostUsd === undefined ? [] : [`${customFields.maxCostUsd.name}: ${maxCostUsd}`]),
		...(after.length === 0 ? [] : [`Depends on: ${after.join(' ')}`]),
	];
}
