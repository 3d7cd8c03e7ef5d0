import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asana from 'asana';
import { openBoard } from '../../src/board.ts';
import type { Board, BoardOptions } from '../../src/board.ts';

/** A board in a directory of its own, with the SDK pointed at it. */
export interface TestBoard extends AsyncDisposable {
	readonly board: Board;
	readonly directory: string;
	/** The official client as the person. */
	readonly client: asana.ApiClient;
	/** The official client as the bot. */
	readonly bot: asana.ApiClient;
	readonly workspace: string;
	readonly fetch: (method: string, path: string, data?: unknown) => Promise<Reply>;
}

export interface Reply {
	readonly status: number;
	readonly headers: Headers;
	// oxlint-disable-next-line typescript/no-explicit-any -- tests read whatever the board answers
	readonly body: any;
}

export async function startBoard(options: Partial<BoardOptions> = {}): Promise<TestBoard> {
	const stack = new AsyncDisposableStack();
	const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'aegis-board-')));
	if (options.directory === undefined) stack.defer(() => rm(directory, { recursive: true, force: true }));
	const board = stack.use(
		await openBoard({
			host: '127.0.0.1',
			port: 0,
			plan: 'paid',
			rateLimit: undefined,
			faults: false,
			...options,
			directory,
		}),
	);
	const agent = new http.Agent({ keepAlive: true });
	stack.defer(() => agent.destroy());
	return {
		board,
		directory,
		client: connect(board.apiUrl, board.seeds.person.token, agent),
		bot: connect(board.apiUrl, board.seeds.bot.token, agent),
		workspace: board.seeds.workspaceGid,
		fetch: (method, path, data) => request(board, method, path, data),
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

/** The official SDK's client for a board. */
export function connect(apiUrl: string, token: string, agent?: http.Agent): asana.ApiClient {
	const client = new asana.ApiClient();
	client.basePath = apiUrl;
	const auth = client.authentications['token'];
	if (auth) auth.accessToken = token;
	client.RETURN_COLLECTION = false;
	if (agent) Object.assign(client, { requestAgent: agent });
	return client;
}

async function request(board: Board, method: string, path: string, data?: unknown): Promise<Reply> {
	const response = await fetch(`${board.apiUrl}${path}`, {
		method,
		headers: { authorization: `Bearer ${board.seeds.person.token}`, 'content-type': 'application/json' },
		...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
	});
	return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A project with sections of these names, and the gids of both. */
export async function makeProject(
	test: TestBoard,
	sectionNames: readonly string[] = ['To do', 'Doing', 'Done'],
): Promise<{ readonly gid: string; readonly sections: readonly [string, string, string] }> {
	const { body } = await test.fetch('POST', '/projects', {
		name: 'Project',
		workspace: test.workspace,
		default_view: 'board',
	});
	const gid: string = body.data.gid;
	const sections: string[] = [];
	for (const name of sectionNames) {
		const reply = await test.fetch('POST', `/projects/${gid}/sections`, { name });
		sections.push(reply.body.data.gid);
	}
	// Tests that name fewer sections read fewer.
	return { gid, sections: sections as unknown as readonly [string, string, string] };
}
