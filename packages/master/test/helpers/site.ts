import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateHome, saveProjects, type Home } from '@aegis/shared/config';
import { connectRedis, disconnect, keysFor, type Keys } from '@aegis/shared/redis';
import { waitFor } from './wait-for.ts';

export const projectGid = 'project-1';

/** A home with one project of the local board that has never run, and a Redis of its own on a socket. */
export interface Site extends AsyncDisposable {
	readonly home: Home;
	readonly redisUrl: string;
	readonly keys: Keys;
	wipeRedis(): Promise<void>;
}

export async function openSite(): Promise<Site> {
	await using stack = new AsyncDisposableStack();
	const root = mkdtempSync(join(tmpdir(), 'aegis-master-'));
	stack.defer(() => rmSync(root, { recursive: true, force: true }));
	const home = locateHome(join(root, 'home'));
	const repository = join(root, 'repository');
	execFileSync('git', ['init', '-q', repository]);
	saveProjects(home.projectsFile, [{ gid: projectGid, name: 'Greeter', path: repository, board: 'local' }]);
	mkdirSync(home.redis, { recursive: true });
	const socket = join(home.redis, 'r.sock');
	const server = spawn(
		'redis-server',
		['--port', '0', '--unixsocket', socket, '--save', '', '--appendonly', 'yes', '--dir', home.redis],
		{ stdio: 'ignore' },
	);
	const exited = once(server, 'exit');
	stack.defer(async () => {
		server.kill('SIGKILL');
		await exited;
	});
	await waitFor('the Redis server', () => existsSync(socket));
	const redisUrl = `unix://${socket}`;
	const redis = connectRedis(redisUrl);
	stack.defer(() => disconnect(redis));
	const opened = stack.move();
	return {
		home,
		redisUrl,
		keys: keysFor('aegis'),
		wipeRedis: async () => void (await redis.flushall()),
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
