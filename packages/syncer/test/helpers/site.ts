import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.ts';
import { until } from './until.ts';

const boardMain = new URL('../../../board/src/main.ts', import.meta.url).pathname;

interface BoardFile {
	readonly url: string;
	readonly apiUrl: string;
	readonly personToken: string;
	readonly botToken: string;
	readonly workspaceGid: string;
}

/** A real Redis and a real board, for the tests of one file. */
export class Site implements AsyncDisposable {
	readonly directory: string;
	readonly redisUrl: string;
	readonly board: BoardFile;
	readonly #stack: AsyncDisposableStack;

	private constructor(directory: string, redisUrl: string, board: BoardFile, stack: AsyncDisposableStack) {
		this.directory = directory;
		this.redisUrl = redisUrl;
		this.board = board;
		this.#stack = stack;
	}

	static async open(boardArgs: readonly string[] = []): Promise<Site> {
		await using stack = new AsyncDisposableStack();
		const directory = mkdtempSync(join(tmpdir(), 'aegis-syncer-'));
		stack.defer(() => rmSync(directory, { recursive: true, force: true }));
		const socket = join(directory, 'redis.sock');
		const redisUrl = `unix://${socket}`;
		const redis = stack.use(
			new Child('redis-server', [
				'--port',
				'0',
				'--unixsocket',
				socket,
				'--dir',
				directory,
				'--appendonly',
				'yes',
				'--save',
				'',
				'--maxmemory-policy',
				'noeviction',
			]),
		);
		await until('redis is ready', () => redis.lines.some((line) => /ready to accept/i.test(line)));
		const data = join(directory, 'board');
		const server = stack.use(
			new Child(process.execPath, [boardMain, '--data', data, '--faults', '--wake', redisUrl, ...boardArgs]),
		);
		await until('the board is ready', () => server.lines.some((line) => line.includes('"ready"')), 60_000);
		const board = JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as BoardFile;
		return new Site(directory, redisUrl, board, stack.move());
	}

	async fault(fault: object): Promise<void> {
		const response = await fetch(`${this.board.url}/_faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(fault),
		});
		if (!response.ok) throw new Error(`the board took no fault: ${response.status}`);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#stack.disposeAsync();
	}
}
