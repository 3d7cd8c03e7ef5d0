import type { FastifyInstance } from 'fastify';
import { connectMaster } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { keysFor } from '@aegis/shared/redis/keys';
import { buildApp } from '../../src/http/app.ts';
import type { LiveSource } from '../../src/http/event-route.ts';

export const silentLive: LiveSource = () => ({ async [Symbol.asyncDispose]() {} });

/** The app as main composes it, over a home; its Redis is one that nothing here may need unless given. */
export async function buildTestApp(
	home: Home,
	options: { token?: string; live?: LiveSource; redisUrl?: string; prefix?: string } = {},
): Promise<{ app: FastifyInstance } & AsyncDisposable> {
	const app = await buildApp({
		master: connectMaster(home),
		runsFolder: home.runs,
		live: options.live ?? silentLive,
		queues: {
			redisUrl: options.redisUrl ?? `unix://${home.redis}/none.sock`,
			keys: keysFor(options.prefix ?? 'test'),
		},
		token: options.token,
		log: createLogger('dashboard', { level: 'silent' }),
	});
	return {
		app,
		async [Symbol.asyncDispose]() {
			await app.close();
		},
	};
}
