import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { loadBoardAddress, loadProjects, type Home } from '@aegis/shared/config';

const Named = z.looseObject({ gid: z.string(), name: z.string() });
const Task = z.looseObject({
	gid: z.string(),
	name: z.string(),
	completed: z.boolean(),
	memberships: z.array(z.looseObject({ section: Named.nullish() })),
	custom_fields: z.array(z.looseObject({ name: z.string(), display_value: z.string().nullish() })),
});
const Story = z.looseObject({ text: z.string().nullish(), resource_subtype: z.string().nullish() });
const Setting = z.looseObject({
	custom_field: Named.extend({ enum_options: z.array(Named).nullish() }),
});

const taskFields = 'name,completed,memberships.section.name,custom_fields.name,custom_fields.display_value';

/** A card as the person at the board sees it. */
export interface SeenCard {
	readonly gid: string;
	readonly name: string;
	readonly section: string | null;
	readonly completed: boolean;
	readonly fields: Readonly<Record<string, string | null>>;
}

/** The local board as a person uses it. Every request is repeated while the board is away. */
export class Board {
	readonly #home: Home;
	readonly #projectGid: string;
	#sections: ReadonlyMap<string, string> = new Map();
	#agentField: { gid: string; options: ReadonlyMap<string, string> } | null = null;

	private constructor(home: Home, projectGid: string) {
		this.#home = home;
		this.#projectGid = projectGid;
	}

	static async open(home: Home): Promise<Board> {
		const project = loadProjects(home.projectsFile)[0];
		if (project === undefined) throw new Error('this home has no project');
		const board = new Board(home, project.gid);
		const sections = await board.#call(z.array(Named), 'GET', `/projects/${project.gid}/sections`);
		board.#sections = new Map(sections.map(({ gid, name }) => [name, gid]));
		const settings = await board.#call(
			z.array(Setting),
			'GET',
			`/projects/${project.gid}/custom_field_settings?opt_fields=custom_field.name,custom_field.enum_options.name`,
		);
		const agent = settings.find(({ custom_field: field }) => field.name === 'Agent')?.custom_field;
		if (agent !== undefined) {
			const options = new Map((agent.enum_options ?? []).map(({ gid, name }) => [name, gid]));
			board.#agentField = { gid: agent.gid, options };
		}
		return board;
	}

	/** Writes a card into Drafts. With `agent` it begins there instead of at Triage. */
	async addCard(name: string, agent: string | null = null): Promise<string> {
		const option = agent === null ? undefined : this.#agentField?.options.get(agent);
		const fields =
			option === undefined || this.#agentField === null
				? {}
				: { custom_fields: { [this.#agentField.gid]: option } };
		const memberships = [{ project: this.#projectGid, section: this.#section('Drafts') }];
		const data = { name, notes: 'A file is wanted.', projects: [this.#projectGid], memberships, ...fields };
		return (await this.#call(z.looseObject({ gid: z.string() }), 'POST', '/tasks', data)).gid;
	}

	async move(gid: string, section: string): Promise<void> {
		await this.#call(z.unknown(), 'POST', `/sections/${this.#section(section)}/addTask`, { task: gid });
	}

	async edit(gid: string, data: object): Promise<void> {
		await this.#call(z.unknown(), 'PUT', `/tasks/${gid}`, data);
	}

	async card(gid: string): Promise<SeenCard> {
		return toCard(await this.#call(Task, 'GET', `/tasks/${gid}?opt_fields=${taskFields}`));
	}

	/** The texts of a card's comments, oldest first. */
	async comments(gid: string): Promise<string[]> {
		const path = `/tasks/${gid}/stories?opt_fields=text,resource_subtype&limit=100`;
		const stories = await this.#call(z.array(Story), 'GET', path);
		return stories
			.filter((story) => story.resource_subtype === 'comment_added')
			.map(({ text }) => text ?? '');
	}

	/** Has the board misbehave; it must have been started with its fault switch. */
	async misbehave(fault: object): Promise<void> {
		const address = loadBoardAddress(this.#home);
		if (address === null) throw new Error('this home has no board');
		await fetch(`${address.url.replace(/\/$/, '')}/_faults`, {
			method: 'POST',
			headers: { authorization: `Bearer ${address.personToken}`, 'content-type': 'application/json' },
			body: JSON.stringify(fault),
			signal: AbortSignal.timeout(2_000),
		}).catch(() => null);
	}

	#section(name: string): string {
		const gid = this.#sections.get(name);
		if (gid === undefined) throw new Error(`the board has no section ${name}`);
		return gid;
	}

	async #call<T>(schema: z.ZodType<T>, method: string, path: string, data?: object): Promise<T> {
		const deadline = performance.now() + 30_000;
		for (;;) {
			const answer = await this.#try(method, path, data);
			if (answer.status === 200 || answer.status === 201)
				return z.object({ data: schema }).parse(answer.body).data;
			const passes = answer.status === 0 || answer.status === 429 || answer.status >= 500;
			if (!passes || performance.now() > deadline)
				throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
			await sleep(100);
		}
	}

	async #try(method: string, path: string, data?: object): Promise<{ status: number; body: unknown }> {
		try {
			const address = loadBoardAddress(this.#home);
			if (address === null) return { status: 0, body: 'no board' };
			const response = await fetch(address.apiUrl + path, {
				method,
				headers: { authorization: `Bearer ${address.personToken}`, 'content-type': 'application/json' },
				...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
				signal: AbortSignal.timeout(10_000),
			});
			return { status: response.status, body: await response.json() };
		} catch (error) {
			return { status: 0, body: String(error) };
		}
	}
}

function toCard(task: z.infer<typeof Task>): SeenCard {
	return {
		gid: task.gid,
		name: task.name,
		section: task.memberships[0]?.section?.name ?? null,
		completed: task.completed,
		fields: Object.fromEntries(task.custom_fields.map((field) => [field.name, field.display_value ?? null])),
	};
}
