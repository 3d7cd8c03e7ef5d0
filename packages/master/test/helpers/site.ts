import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { locateHome, saveProjects, type Home } from '@aegis/shared/config';
import { keysFor, type Keys } from '@aegis/shared/redis';
import { makeTempDir, startRedis } from '@aegis/shared/testing';

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
	const root = stack.use(makeTempDir()).path;
	const home = locateHome(join(root, 'home'));
	const repository = join(root, 'repository');
	execFileSync('git', ['init', '-q', repository]);
	saveProjects(home.projectsFile, [{ gid: projectGid, name: 'Greeter', path: repository, board: 'local' }]);
	const redis = stack.use(await startRedis(['--appendonly', 'yes']));
	const opened = stack.move();
	return {
		home,
		redisUrl: redis.url,
		keys: keysFor('aegis'),
		wipeRedis: async () => void (await redis.client.flushall()),
		[Symbol.asyncDispose]: () => opened.disposeAsync(),
	};
}
