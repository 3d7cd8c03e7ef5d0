import { join } from 'node:path';
import { locateHome } from '@aegis/shared/config';
import { EffectLog } from '@aegis/shared/effects';
import { createLogger } from '@aegis/shared/log';
import { findScope, nameScope } from '@aegis/shared/process';
import type { ExecutionContext } from 'ava';
import { without, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startWorker as startRealWorker } from '../../src/start-worker.ts';
import { keys } from './scripted-master.ts';

/** A worker in this process. */
export async function startWorker(
	t: ExecutionContext,
	options: {
		root: string;
		redisUrl: string;
		claude: string;
		workerId?: string;
		heartbeatMs?: number;
		drainMs?: number;
		slots?: number;
		/** What the worker has in its environment besides this process's. */
		env?: Readonly<Record<string, string>>;
		/** What its runs are kept in; nothing unless told. */
		sandbox?: Sandbox;
	},
) {
	const home = locateHome(join(options.root, 'home'));
	const workerId = options.workerId ?? 'worker-1';
	const scope = nameScope(home.root, workerId);
	const effects = new EffectLog({
		folder: home.effects,
		service: workerId,
		log: createLogger('worker', { level: 'silent' }),
	});
	const worker = await startRealWorker({
		workerId,
		redisUrl: options.redisUrl,
		keys,
		slots: options.slots ?? 1,
		heartbeatMs: options.heartbeatMs ?? 200,
		drainMs: options.drainMs ?? 0,
		keepMs: 0,
		machine: {
			home,
			env: { ...process.env, ...options.env },
			claudeCommand: options.claude,
			scope,
			workerId,
			sandbox: options.sandbox ?? without('the test says so'),
			caches: [],
			diskLimit: 2 ** 40,
			takeLimit: 2 ** 31,
			effects,
		},
		ownsProcess: false,
		log: createLogger('worker', { level: process.env['TEST_LOG'] ?? 'silent' }),
	});
	let stopped: Promise<void> | undefined;
	const stop = (): Promise<void> => (stopped ??= Promise.resolve(worker[Symbol.asyncDispose]()));
	t.teardown(async () => {
		await stop();
		effects[Symbol.dispose]();
	});
	return { home, workerId, stop, alive: () => findScope(scope) };
}
