import { AttachmentsApi } from 'asana/dist/api/AttachmentsApi.js';
import { SectionsApi } from 'asana/dist/api/SectionsApi.js';
import { StoriesApi } from 'asana/dist/api/StoriesApi.js';
import { TasksApi } from 'asana/dist/api/TasksApi.js';
import { failpoint } from '@aegis/shared/failpoint';
import { z } from 'zod';
import type { BoardStory, BoardTask } from '../core/board-task.ts';
import type { Connection } from './connection.ts';
import type { Answer } from './failure.ts';
import { Landing } from './landing.ts';
import { Anything, Story, storyFields, Task, taskFields } from './responses.ts';

const TaskBody = z.object({ data: Task }).transform((body) => body.data);
const StoryBody = z.object({ data: Story }).transform((body) => body.data);

/** What Aegis writes to the cards of a project. None of it is repeated here: whoever calls knows what a retry means. */
export class BoardWrites {
	readonly #connection: Connection;
	readonly #landing: Landing;
	readonly #tasks: TasksApi;
	readonly #sections: SectionsApi;
	readonly #stories: StoriesApi;
	readonly #attachments: AttachmentsApi;

	constructor(connection: Connection, landing: Landing = new Landing()) {
		this.#landing = landing;
		this.#connection = connection;
		this.#tasks = new TasksApi(connection.client);
		this.#sections = new SectionsApi(connection.client);
		this.#stories = new StoriesApi(connection.client);
		this.#attachments = new AttachmentsApi(connection.client);
	}

	/** Puts a card at the top of a section. */
	async moveToSection(taskGid: string, sectionGid: string): Promise<Answer<unknown>> {
		const answer = await this.#send('move', Anything, () =>
			this.#sections.addTaskForSection(sectionGid, { body: { data: { task: taskGid } } }),
		);
		if (answer.ok) this.#landing.moved(taskGid, sectionGid);
		return answer;
	}

	/** Updates a card and answers with it as it is then. */
	async updateTask(taskGid: string, data: object): Promise<Answer<BoardTask>> {
		const answer = await this.#send('update', TaskBody, () =>
			this.#tasks.updateTask({ data }, taskGid, { opt_fields: taskFields }),
		);
		if (answer.ok) this.#landing.updated(taskGid, answer.value.modifiedAt);
		return answer;
	}

	/** Posts a comment, as rich or as plain text. */
	postComment(taskGid: string, body: { html_text: string } | { text: string }): Promise<Answer<BoardStory>> {
		return this.#send('comment', StoryBody, () =>
			this.#stories.createStoryForTask({ data: body }, taskGid, { opt_fields: storyFields }),
		);
	}

	/** Attaches a text to a card as a file. */
	attachText(
		taskGid: string,
		file: { readonly name: string; readonly text: string },
	): Promise<Answer<unknown>> {
		// The SDK sends a part without a file name unless what it is given has a path, as a stream of a file has.
		const part = Object.assign(Buffer.from(file.text), { path: file.name });
		return this.#send('attach', Anything, () =>
			this.#attachments.createAttachmentForObject({
				parent: taskGid,
				// Its types know of no contents.
				file: part as unknown as string,
				name: file.name,
				resource_subtype: 'asana',
			}),
		);
	}

	async #send<Value>(
		kind: string,
		schema: z.ZodType<Value>,
		request: () => Promise<unknown>,
	): Promise<Answer<Value>> {
		failpoint('syncer.before-board-send', kind);
		const answer = await this.#connection.write(schema, request);
		failpoint('syncer.after-board-reply', kind);
		return answer;
	}
}
