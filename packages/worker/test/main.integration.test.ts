import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { findScope, nameScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { makeRepository } from './helpers/repository.ts';
import { makeSpec } from './helpers/run.ts';
import { ScriptedMaster, keys } from './helpers/scripted-master.ts';
import { startRedis } from './helpers/redis.ts';
import { simulatedClaude } from './helpers/simulated.ts';
import { hasDaemon } from './helpers/temporary.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const path = process.env['PATH'] ?? '';

function startProcess(t: ExecutionContext, args: string[], env: Record<string, string>) {
	const child = spawn(process.execPath, [main, ...args], { env: { PATH: path, ...env }, stdio: 'pipe' });
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
	t.teardown(async () => {
		child.kill('SIGKILL');
		await exited;
	});
	return { child, exited, output: () => output };
}

async function startHanging(t: ExecutionContext) {
	const { path: repository, root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const steps = [{ run: 'setsid sleep 300 >/dev/null 2>&1 & echo up' }, { hang: true }];
	const env = {
		REDIS_URL: redisUrl,
		AEGIS_HOME: join(root, 'home'),
		AEGIS_PREFIX: keys.prefix,
		AEGIS_CLAUDE_COMMAND: simulatedClaude(root, [{ agent: 'Worker', steps }]),
		AEGIS_HEARTBEAT_MS: '200',
		AEGIS_DRAIN_MS: '0',
	};
	const worker = startProcess(t, ['--id', 'worker-7'], env);
	const spec = makeSpec(repository, 'Worker');
	await master.start(spec);
	const alive = (): number[] => findScope(nameScope(join(root, 'home'), 'worker-7'));
	await until('the agent and its daemon run', () => hasDaemon(alive()));
	return { worker, master, spec, env, alive };
}

test.serial('--help says what it needs, and a missing Redis is one sentence and exit 4', async (t) => {
	const help = startProcess(t, ['--help'], {});
	t.is(await help.exited, 0);
	t.regex(help.output(), /REDIS_URL/);

	const lost = startProcess(t, [], {});
	t.is(await lost.exited, 4);
	t.regex(lost.output(), /REDIS_MISSING/);
	t.notRegex(lost.output(), /at .*\.ts:\d+/);
});

test.serial('SIGTERM cancels the run, reports it and exits 0 with nothing left', async (t) => {
	const { worker, master, spec, alive } = await startHanging(t);

	worker.child.kill('SIGTERM');

	t.is(await worker.exited, 0);
	t.like((await master.resultOf(spec.runId)).outcome, { kind: 'cancelled', why: 'shutdown' });
	t.deepEqual(alive(), []);
});

test.serial('kill -9 takes the agent along, and the next start the rest', async (t) => {
	const { worker, env, alive } = await startHanging(t);
	const before = alive();

	worker.child.kill('SIGKILL');
	await worker.exited;
	if (process.platform === 'linux') {
		await until('the kernel killed the agent', () => alive().length < before.length);
	}
	startProcess(t, ['--id', 'worker-7'], env);

	t.true(await until('the rest is gone', () => alive().every((pid) => !before.includes(pid))));
});
