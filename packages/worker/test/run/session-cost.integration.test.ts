import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { findScope, nameScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { startRedis } from '../helpers/redis.ts';
import { makeRepository } from '../helpers/repository.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster, keys } from '../helpers/scripted-master.ts';
import { simulatedClaude } from '../helpers/simulated.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
/** Milliseconds. */
const patience = 60_000;

for (const [what, action] of [
	['stopped', 'pause'],
	['killed', 'kill'],
] as const) {
	test.serial(
		`what a session has cost is counted once, though its worker was ${what} before it could write it down`,
		async (t) => {
			const { path, root } = makeRepository(t);
			const redisUrl = await startRedis(t);
			const home = locateHome(join(root, 'home'));
			const master = new ScriptedMaster(t, redisUrl);
			master.leaseMs = 8_000;
			const steps = [{ say: 'I begin.' }, { write: { path: 'b.txt', content: 'two\n' } }, { say: 'Done.' }];
			const answer = { summary: 'Adds b', commitMessage: 'Add b', testsAdded: false };
			const env = {
				PATH: process.env['PATH'] ?? '',
				REDIS_URL: redisUrl,
				AEGIS_HOME: home.root,
				AEGIS_PREFIX: keys.prefix,
				AEGIS_CLAUDE_COMMAND: simulatedClaude(root, [{ agent: 'Worker', steps, answer, costUsd: 0.08 }]),
				AEGIS_HEARTBEAT_MS: '200',
			};
			const start = (id: string, more: object = {}) => {
				const child = spawn(process.execPath, [main, '--id', id], {
					env: { ...env, ...more },
					stdio: 'ignore',
				});
				const exited = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
				t.teardown(async () => {
					child.kill('SIGKILL');
					await exited;
					await until('its agents are gone', () => agents(id) === 0);
				});
				return exited;
			};
			const agents = (id: string): number => findScope(nameScope(home.root, id)).length;
			const failpoints = join(home.root, 'run', 'failpoints');

			const first = makeSpec(path, 'Worker');
			const worker = start('worker-1', { AEGIS_FAILPOINT: `worker.before-total(Worker):${action}` });
			await master.start(first);
			await until('the total was said', () => existsSync(join(failpoints, 'fired.jsonl')), patience);
			master.lost.add(first.runId);
			await until('the agent is gone', () => agents('worker-1') === 0, patience);
			const [session] = readdirSync(join(home.claude, 'cards'), { recursive: true })
				.map((name) => basename(String(name)))
				.filter((name) => name.endsWith('.jsonl'));
			const resumeSessionId = basename(session ?? '', '.jsonl');
			const second = makeSpec(path, 'Worker', { epoch: 2, resumeSessionId });
			void start('worker-2');
			await master.start(second);

			t.like(await master.resultOf(second.runId, patience), {
				outcome: { kind: 'succeeded' },
				sessionId: resumeSessionId,
				costUsd: 0.08,
			});
			// Whoever is stopped for so long is killed: what it had heard is told by whoever resumes the session.
			t.is(await worker, 'SIGKILL');
		},
	);
}
