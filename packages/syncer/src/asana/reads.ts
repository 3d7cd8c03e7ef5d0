import { CustomFieldSettingsApi } from 'asana/dist/api/CustomFieldSettingsApi.js';
import { setTimeout } from 'node:timers/promises';
import { AttachmentsApi } from 'asana/dist/api/AttachmentsApi.js';
import { EventsApi } from 'asana/dist/api/EventsApi.js';
import { ProjectsApi } from 'asana/dist/api/ProjectsApi.js';
import { SectionsApi } from 'asana/dist/api/SectionsApi.js';
import { StoriesApi } from 'asana/dist/api/StoriesApi.js';
import { TasksApi } from 'asana/dist/api/TasksApi.js';
import { UsersApi } from 'asana/dist/api/UsersApi.js';
import type { CardSubtask } from '@aegis/shared/domain';
import { z } from 'zod';
import type { BoardEvent, BoardField, BoardSection, BoardStory, BoardTask } from '../core/board-task.ts';
import type { Asker } from './connection.ts';
import type { Answer } from './failure.ts';
import { Landing } from './landing.ts';
import { bePatient } from './patience.ts';
import {
	Attachment,
	Event,
	fieldFields,
	FieldSetting,
	Section,
	Story,
	storyFields,
	Subtask,
	Task,
	taskFields,
	describeIssue,
} from './responses.ts';

/** Milliseconds between looks at a card that does not show yet what was written. */
const landingLookMs = 500;
/** Items per page; the most Asana gives. */
const pageSize = 100;

/** Cards as read, and the gids of those that could not be. */
export interface TaskPage {
	readonly tasks: readonly BoardTask[];
	readonly unreadable: readonly { readonly gid: string; readonly why: string }[];
	/** Cards shown as they were before a write of ours: they must be read themselves. */
	readonly stale: readonly string[];
	readonly more: boolean;
}

export interface EventBatch {
	readonly events: readonly BoardEvent[];
	/** Null where the board gave none: the one it was asked with stands. */
	readonly sync: string | null;
	readonly hasMore: boolean;
}

/** What Aegis reads from one project. */
export class BoardReads {
	readonly #connection: Asker;
	/** Without patience: the next poll is the next attempt. */
	readonly #poll: Asker;
	readonly #project: string;
	readonly #landing: Landing;
	readonly #tasks: TasksApi;
	readonly #stories: StoriesApi;
	readonly #events: EventsApi;
	readonly #sections: SectionsApi;
	readonly #settings: CustomFieldSettingsApi;
	readonly #attachments: AttachmentsApi;

	constructor(connection: Asker, projectGid: string, landing: Landing = new Landing()) {
		const { client } = connection;
		this.#connection = bePatient(connection);
		this.#poll = connection;
		this.#project = projectGid;
		this.#landing = landing;
		this.#tasks = new TasksApi(client);
		this.#stories = new StoriesApi(client);
		this.#events = new EventsApi(client);
		this.#sections = new SectionsApi(client);
		this.#settings = new CustomFieldSettingsApi(client);
		this.#attachments = new AttachmentsApi(client);
	}

	/** What happened since `sync`; without one the answer is `sync-expired` with a first token. */
	events(sync: string | null): Promise<Answer<EventBatch>> {
		return this.#poll.read(EventsBody, () =>
			this.#events.getEvents(this.#project, sync === null ? {} : { sync }),
		);
	}

	/** A card; one just written to is waited for until it shows what was written, or longer than that may take. */
	async task(gid: string): Promise<Answer<BoardTask>> {
		for (;;) {
			const answer = await this.#task(gid);
			if (!answer.ok || !this.#landing.isStale(answer.value)) return answer;
			await setTimeout(landingLookMs);
		}
	}

	async #task(gid: string): Promise<Answer<BoardTask>> {
		const answer = await this.#connection.read(RecordBody, () =>
			this.#tasks.getTask(gid, { opt_fields: taskFields }),
		);
		if (!answer.ok) return answer;
		const task = Task.safeParse(answer.value.data);
		if (task.success) return { ok: true, value: task.data };
		return { ok: false, failure: { kind: 'unreadable', message: describeIssue(task.error) } };
	}

	/** The project's cards changed at or after `since`: one page, for what is missing must be read anyway. */
	tasksSince(since: string): Promise<Answer<TaskPage>> {
		return this.#page({ project: this.#project, modified_since: since }).then((page) => this.#asTasks(page));
	}

	/** The first cards of a section, in board order: one page, however many the board takes for that many. */
	async sectionTasks(sectionGid: string): Promise<Answer<TaskPage>> {
		return this.#asTasks(await this.#pages({ section: sectionGid }, pageSize));
	}

	subtasks(taskGid: string): Promise<Answer<CardSubtask[]>> {
		return this.#all(Subtask, (paging) =>
			this.#tasks.getSubtasksForTask(taskGid, { opt_fields: 'name,completed,notes', ...paging }),
		);
	}

	/** The names of a card's attachments. */
	attachments(taskGid: string): Promise<Answer<string[]>> {
		return this.#all(Attachment, (paging) =>
			this.#attachments.getAttachmentsForObject(taskGid, { opt_fields: 'name', ...paging }),
		);
	}

	/** All cards of the project in board order. */
	async allTasks(): Promise<Answer<TaskPage>> {
		return this.#asTasks(await this.#pages({ project: this.#project }, Infinity));
	}

	/** The gid of the card a story belongs to; null where the board does not say. */
	cardOfStory(storyGid: string): Promise<Answer<string | null>> {
		return this.#connection.read(TargetBody, () =>
			this.#stories.getStory(storyGid, { opt_fields: 'target.gid' }),
		);
	}

	/** Every story of a card, oldest first. */
	stories(taskGid: string): Promise<Answer<BoardStory[]>> {
		return this.#all(Story, (paging) =>
			this.#stories.getStoriesForTask(taskGid, { opt_fields: storyFields, ...paging }),
		);
	}

	/** The gid of the account the token belongs to. */
	account(): Promise<Answer<string>> {
		const api = new UsersApi(this.#connection.client);
		return this.#connection.read(AccountBody, () => api.getUser('me', { opt_fields: 'gid' }));
	}

	project(): Promise<Answer<{ archived: boolean }>> {
		const api = new ProjectsApi(this.#connection.client);
		return this.#connection.read(ProjectBody, () =>
			api.getProject(this.#project, { opt_fields: 'archived' }),
		);
	}

	sections(): Promise<Answer<BoardSection[]>> {
		return this.#all(Section, (paging) =>
			this.#sections.getSectionsForProject(this.#project, { opt_fields: 'name', ...paging }),
		);
	}

	async fields(): Promise<Answer<BoardField[]>> {
		const names = fieldFields.split(',').map((name) => `custom_field.${name}`);
		const settings = await this.#all(FieldSetting, (paging) =>
			this.#settings.getCustomFieldSettingsForProject(this.#project, {
				opt_fields: names.join(','),
				...paging,
			}),
		);
		return settings.ok
			? { ok: true, value: settings.value.map((setting) => setting.custom_field) }
			: settings;
	}

	/** Pages of cards until there are at least `enough`, or no more. */
	async #pages(query: TaskQuery, enough: number): Promise<Answer<Page>> {
		const data: unknown[] = [];
		let offset: string | null = null;
		do {
			const page: Answer<Page> = await this.#page({ ...query, ...(offset === null ? {} : { offset }) });
			if (!page.ok) return page;
			data.push(...page.value.data);
			offset = page.value.next_page?.offset ?? null;
		} while (offset !== null && data.length < enough);
		return { ok: true, value: { data, next_page: offset === null ? null : { offset } } };
	}

	#asTasks(answer: Answer<Page>): Answer<TaskPage> {
		return answer.ok ? { ok: true, value: readTasks(answer.value, this.#landing) } : answer;
	}

	#page(query: TaskQuery & { modified_since?: string; offset?: string }): Promise<Answer<Page>> {
		return this.#connection.read(PageBody, () =>
			this.#tasks.getTasks({ limit: pageSize, opt_fields: taskFields, ...query }),
		);
	}

	#all<Item>(
		schema: z.ZodType<Item>,
		request: (paging: { limit: number; offset?: string }) => Promise<unknown>,
	): Promise<Answer<Item[]>> {
		return readAll(this.#connection, schema, request);
	}
}

/** Reads every page of a list. */
export async function readAll<Item>(
	connection: Asker,
	schema: z.ZodType<Item>,
	request: (paging: { limit: number; offset?: string }) => Promise<unknown>,
): Promise<Answer<Item[]>> {
	const body = z.object({ data: z.array(schema), next_page: NextPage });
	const items: Item[] = [];
	let offset: string | null = null;
	do {
		// A fresh object each time: the SDK writes into the one it is given.
		const paging: { limit: number; offset?: string } = {
			limit: pageSize,
			...(offset === null ? {} : { offset }),
		};
		const page: Answer<z.infer<typeof body>> = await connection.read(body, () => request(paging));
		if (!page.ok) return page;
		items.push(...page.value.data);
		offset = page.value.next_page?.offset ?? null;
	} while (offset !== null);
	return { ok: true, value: items };
}

const NextPage = z.object({ offset: z.string() }).nullish();
const PageBody = z.object({ data: z.array(z.unknown()), next_page: NextPage });
type Page = z.infer<typeof PageBody>;

type TaskQuery = { readonly project: string } | { readonly section: string };

const AccountBody = z.object({ data: z.object({ gid: z.string() }) }).transform((body) => body.data.gid);
const ProjectBody = z
	.object({ data: z.object({ archived: z.boolean().nullish() }) })
	.transform((body) => ({ archived: body.data.archived ?? false }));
const TargetBody = z
	.object({ data: z.object({ target: z.object({ gid: z.string() }).nullish() }) })
	.transform((body) => body.data.target?.gid ?? null);
const RecordBody = z.object({ data: z.looseObject({ gid: z.string() }) });

const EventsBody = z
	.object({
		data: z.array(z.unknown()).nullish(),
		sync: z.string().nullish(),
		has_more: z.boolean().nullish(),
	})
	.transform((body): EventBatch => ({
		// An event of a kind we cannot read is about nothing we follow.
		events: (body.data ?? [])
			.map((item) => Event.safeParse(item))
			.filter((item) => item.success)
			.map((item) => item.data),
		sync: body.sync ?? null,
		hasMore: body.has_more ?? false,
	}));

function readTasks(page: Page, landing: Landing): TaskPage {
	const tasks: BoardTask[] = [];
	const stale: string[] = [];
	const unreadable: { gid: string; why: string }[] = [];
	for (const item of page.data) {
		const parsed = Task.safeParse(item);
		if (!parsed.success) {
			const gid = (item as { gid?: unknown } | null)?.gid;
			unreadable.push({
				gid: typeof gid === 'string' ? gid : 'without gid',
				why: describeIssue(parsed.error),
			});
		} else if (landing.isStale(parsed.data)) stale.push(parsed.data.gid);
		else tasks.push(parsed.data);
	}
	return { tasks, stale, unreadable, more: (page.next_page ?? null) !== null };
}
