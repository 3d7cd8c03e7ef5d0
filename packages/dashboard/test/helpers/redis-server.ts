import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import type { Home } from '@aegis/shared/config';

/** Starts a Redis of its own on a socket in the home. Null where the machine has no redis-server. */
export async function startRedis(home: Home): Promise<({ url: string } & AsyncDisposable) | null> {
	mkdirSync(home.redis, { recursive: true });
	const socket = join(home.redis, 'r.sock');
	const child = spawn(
		'redis-server',
		['--port', '0', '--unixsocket', socket, '--save', '', '--dir', home.redis],
		{
			stdio: 'ignore',
		},
	);
	const exited = once(child, 'exit').catch(() => null);
	const missing = new Promise<boolean>((resolve) => child.once('error', () => resolve(true)));
	const listening = (async () => {
		while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
		return false;
	})();
	if (await Promise.race([missing, listening])) return null;
	return {
		url: `unix://${socket}`,
		async [Symbol.asyncDispose]() {
			child.kill();
			await exited;
		},
	};
}
