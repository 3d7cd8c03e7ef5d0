import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';
import type { ChildSpec } from '@aegis/shared/supervision';
import { prepareUsers } from '@aegis/shared/redis/passwords';
import { findFreePort } from '../instance/ports.ts';
import { formatRedisUrl, renderRedisConfig } from './core/server-config.ts';
import { noteRunningUrl, redisServiceName, writePrivately } from './private-server.ts';
import { runCommand } from './run-command.ts';

const image = 'redis:7.4-alpine';

/** A private Redis in a container that ends with its foreground client: loopback only, users, data in the home. */
export async function prepareDockerServer(
	home: Home,
	path: string | undefined,
	prefix: string,
): Promise<{ spec: ChildSpec; url: string }> {
	mkdirSync(home.redis, { recursive: true, mode: 0o700 });
	const port = await findFreePort();
	const entry = { kind: 'users', lines: prepareUsers(home.redisUsers, prefix) } as const;
	const inside = renderRedisConfig({ kind: 'loopback', port: 6379 }, entry, '/data', '0.0.0.0');
	writePrivately(join(home.redis, 'redis.conf'), inside);
	const name = `aegis-redis-${createHash('sha256').update(home.root).digest('hex').slice(0, 12)}`;
	// A container that a killed start left behind would hold the name.
	await runCommand('docker', ['rm', '--force', name]);
	const url = formatRedisUrl({ kind: 'loopback', port }, entry);
	noteRunningUrl(home, url);
	return {
		url,
		spec: {
			name: redisServiceName,
			command: 'docker',
			args: [
				'run',
				'--rm',
				`--name=${name}`,
				`--user=${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
				`--publish=127.0.0.1:${port}:6379`,
				`--volume=${home.redis}:/data`,
				image,
				'redis-server',
				'/data/redis.conf',
			],
			env: { PATH: path ?? '/usr/bin:/bin', HOME: home.root, AEGIS_HOME: home.root },
			logFile: join(home.logs, 'redis.log'),
			stopMs: 10_000,
		},
	};
}
