/**
 * Fills the compile cache once, after an install: asking each service for its help loads, and so compiles, all of it.
 * The flags are part of the cache's key, so they are the ones services are started with.
 */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { nodeService } from '../packages/shared/src/supervision/node-service.ts';

const root = resolve(import.meta.dirname, '..');

for (const service of ['board', 'master', 'syncer', 'worker', 'dashboard']) {
	const { command, args } = nodeService(resolve(root, 'packages', service, 'src/main.ts'), ['--help']);
	spawnSync(command, args, { stdio: 'ignore' });
}
spawnSync(process.execPath, [resolve(root, 'packages/cli/src/main.ts'), '--help'], { stdio: 'ignore' });
