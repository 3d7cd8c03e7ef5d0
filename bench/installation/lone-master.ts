import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { locateHome, saveProjects } from '@aegis/shared/config';
import { keysFor, type Keys } from '@aegis/shared/redis';
import { startRedis } from './redis.ts';
import { startService } from './service.ts';

const main = fileURLToPath(new URL('../../packages/master/src/main.ts', import.meta.url));

/** A master process without an installation around it: one project, no syncer, no worker, no dashboard. */
export interface LoneMaster extends AsyncDisposable {
	readonly redisUrl: string;
	readonly keys: Keys;
	readonly projectGid: string;
}

export async function startLoneMaster(): Promise<LoneMaster> {
	await using stack = new AsyncDisposableStack();
	const folder = mkdtempSync(join(tmpdir(), 'aegis-bench-'));
	stack.defer(() => rmSync(folder, { recursive: true, force: true }));
	const redisUrl = await startRedis(stack, folder);
	const home = locateHome(join(folder, 'home'));
	const projectGid = '1';
	// The local board has never run here: no syncer is started for its project.
	const project = {
		gid: projectGid,
		name: 'Decided',
		path: join(folder, 'repository'),
		board: 'local' as const,
	};
	saveProjects(home.projectsFile, [project]);
	const env = {
		AEGIS_HOME: home.root,
		REDIS_URL: redisUrl,
		AEGIS_WORKERS: '0',
		AEGIS_DASHBOARD_PORT: 'none',
		NODE_COMPILE_CACHE: join(folder, 'compiled'),
	};
	const master = await startService(process.execPath, [main], env, (line) => line.includes('"master ready"'));
	stack.defer(() => master.kill());
	const started = stack.move();
	return {
		redisUrl,
		keys: keysFor('aegis'),
		projectGid,
		[Symbol.asyncDispose]: () => started.disposeAsync(),
	};
}
