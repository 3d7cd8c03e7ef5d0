import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectRedis, disconnect, type Redis } from '../../src/redis.ts';
import { makeTempDir } from './temp-dir.ts';

/** A Redis of the test's own, on a unix socket in a folder that is removed afterwards. */
export interface TestRedis extends AsyncDisposable {
	readonly url: string;
	readonly socket: string;
	/** For the test's own looks; closed on disposal. */
	readonly client: Redis;
	/** kill -9; what it had not written to disk is lost. */
	kill(): Promise<void>;
	/** Starts again on the same socket with what is on disk. */
	start(): Promise<void>;
}

/** Starts `redis-server`. `args` come last and win: `['--appendonly', 'yes']`. */
export async function startRedis(args: readonly string[] = []): Promise<TestRedis> {
	const stack = new AsyncDisposableStack();
	const folder = stack.use(makeTempDir()).path;
	const socket = join(folder, 'r.sock');
	const url = `unix://${socket}`;
	let server: ChildProcess | undefined;
	const kill = async (): Promise<void> => {
		if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
		const gone = once(server, 'exit');
		server.kill('SIGKILL');
		await gone;
	};
	const start = async (): Promise<void> => {
		const where = ['--port', '0', '--unixsocket', socket, '--dir', folder];
		const what = ['--save', '', '--enable-debug-command', 'yes', ...args];
		server = spawn('redis-server', [...where, ...what], { stdio: 'ignore' });
		await once(server, 'spawn');
		await answering(url, server);
	};
	stack.defer(kill);
	await start();
	const client = connectRedis(url, { name: 'test' });
	stack.defer(() => disconnect(client));
	return { url, socket, client, kill, start, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function answering(url: string, server: ChildProcess): Promise<void> {
	const redis = connectRedis(url);
	const ended = once(server, 'exit').then(() => {
		throw new Error('redis-server ended at once');
	});
	try {
		// A server still reading its files answers LOADING, which the client waits out.
		await Promise.race([
			redis.ping(),
			ended,
			sleep(60_000, 'no', { ref: false }).then(() => Promise.reject(new Error('no PONG'))),
		]);
	} finally {
		ended.catch(() => {});
		disconnect(redis);
	}
}
