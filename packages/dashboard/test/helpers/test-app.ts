import type { FastifyInstance } from 'fastify';
import { connectMaster } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';
import { issueLink, openSecrets, type Role } from '@aegis/shared/door';
import { createLogger } from '@aegis/shared/log';
import { keysFor } from '@aegis/shared/redis/keys';
import { buildApp } from '../../src/http/app.ts';
import type { LiveSource } from '../../src/http/v1/event-route.ts';

export const silentLive: LiveSource = () => ({ async [Symbol.asyncDispose]() {} });

/** The app as main composes it, over a home, and what opens it. */
interface TestApp extends AsyncDisposable {
	readonly app: FastifyInstance;
	/** The header of a program that may order. */
	readonly bearer: { readonly authorization: string };
	/** A link that opens a session, for the address the app listens on. */
	link(url: string, role?: Role): string;
}

/** Its Redis is one that nothing here may need unless given. */
export async function buildTestApp(
	home: Home,
	options: { password?: string; live?: LiveSource; redisUrl?: string; prefix?: string } = {},
): Promise<TestApp> {
	const app = await buildApp({
		master: connectMaster(home),
		home,
		live: options.live ?? silentLive,
		queues: {
			redisUrl: options.redisUrl ?? `unix://${home.redis}/none.sock`,
			keys: keysFor(options.prefix ?? 'test'),
		},
		door: { folder: home.door, boundTo: '127.0.0.1', password: options.password },
		operator: 'Ada',
		log: createLogger('dashboard', { level: 'silent' }),
	});
	return {
		app,
		bearer: { authorization: `Bearer ${openSecrets(home.door).operate}` },
		link: (url, role = 'operate') => issueLink(home.door, { door: 'dashboard', url, role }),
		async [Symbol.asyncDispose]() {
			await app.close();
		},
	};
}
