import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTempDir, startRedis, until, type TestRedis } from '@aegis/shared/testing';
import { Child } from './child.ts';

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
	readonly redisSocket: string;
	readonly board: BoardFile;
	readonly #stack: AsyncDisposableStack;

	private constructor(directory: string, redis: TestRedis, board: BoardFile, stack: AsyncDisposableStack) {
		this.directory = directory;
		this.redisUrl = redis.url;
		this.redisSocket = redis.socket;
		this.board = board;
		this.#stack = stack;
	}

	static async open(boardArgs: readonly string[] = []): Promise<Site> {
		await using stack = new AsyncDisposableStack();
		const directory = stack.use(makeTempDir()).path;
		const redis = stack.use(await startRedis(['--appendonly', 'yes', '--maxmemory-policy', 'noeviction']));
		const data = join(directory, 'board');
		const server = stack.use(
			new Child(process.execPath, [boardMain, '--data', data, '--faults', '--wake', redis.url, ...boardArgs]),
		);
		await until('the board is ready', () => server.lines.some((line) => line.includes('"ready"')), 60_000);
		const board = JSON.parse(readFileSync(join(data, 'board.json'), 'utf8')) as BoardFile;
		return new Site(directory, redis, board, stack.move());
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
