import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { findScope, nameScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { startRedis } from '../helpers/redis.ts';
import { makeRepository } from '../helpers/repository.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster, keys } from '../helpers/scripted-master.ts';
import { shellClaude } from '../helpers/simulated.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const leaseMs = 8_000;

/** Two workers of one pool; an agent of either writes a line into the bill for each turn it takes. */
async function openPool(t: ExecutionContext) {
	const { path: repository, root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	master.leaseMs = leaseMs;
	const world = join(root, 'world');
	mkdirSync(world);
	const bill = join(world, 'bill');
	const turn = `while :; do echo "$AEGIS_SCOPE $(date +%s%3N)" >> ${bill}; sleep 0.05; done`;
	// On SIGUSR2 a worker's event loop does nothing else for two leases.
	const busy = join(root, 'busy.mjs');
	const loop = `const end = performance.now() + ${2 * leaseMs}; while (performance.now() < end);`;
	writeFileSync(busy, `process.on('SIGUSR2', () => { ${loop} });`);
	const env = {
		PATH: process.env['PATH'] ?? '',
		REDIS_URL: redisUrl,
		AEGIS_HOME: join(root, 'home'),
		AEGIS_PREFIX: keys.prefix,
		AEGIS_CLAUDE_COMMAND: shellClaude(root, turn),
		AEGIS_HEARTBEAT_MS: '200',
		AEGIS_DRAIN_MS: '0',
		AEGIS_SANDBOX_SHARE: world,
	};
	const start = (id: string) => {
		const args = ['--import', pathToFileURL(busy).href, main, '--id', id];
		const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
		const exited = new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
		t.teardown(async () => {
			child.kill('SIGKILL');
			await exited;
			const alive = () => findScope(nameScope(join(root, 'home'), id)).length;
			await until('its agents are gone', () => alive() === 0);
		});
		return { child, exited };
	};
	const readBill = () =>
		(existsSync(bill) ? readFileSync(bill, 'utf8') : '')
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => line.split(' '))
			.map(([scope = '', at]) => [scope, Number(at)] as const);
	return { master, start, readBill, spec: (epoch: number) => makeSpec(repository, 'Worker', { epoch }) };
}

for (const [what, signal] of [
	['paused', 'SIGSTOP'],
	['stuck in its event loop', 'SIGUSR2'],
] as const) {
	test.serial(
		`a worker that is ${what} past its lease pays for no turn after it, and wakes no more`,
		async (t) => {
			const { master, start, readBill, spec } = await openPool(t);
			const zombie = start('worker-1');
			const first = spec(1);
			await master.start(first);
			await until('the first agent works', () => readBill().length > 0);
			const firstAgent = readBill()[0]?.[0];
			const ofFirst = () => readBill().filter(([scope]) => scope === firstAgent);

			zombie.child.kill(signal);
			const leaseEnd = Date.now() + leaseMs;
			let diedAt = Infinity;
			void zombie.exited.then(() => (diedAt = Date.now()));
			await until('its lease is over', () => Date.now() > leaseEnd);
			master.lost.add(first.runId);
			const turns = ofFirst().length;
			start('worker-2');
			await master.start(spec(2));
			await until('the second agent works', () => readBill().some(([scope]) => scope !== firstAgent));

			t.is(await zombie.exited, 'SIGKILL');
			t.is(ofFirst().length, turns);
			t.true((ofFirst().at(-1)?.[1] ?? Infinity) < leaseEnd);
			t.true(diedAt < leaseEnd);
			t.is(new Set(readBill().map(([scope]) => scope)).size, 2, 'two agents in all, one after the other');
			t.log(`last turn ${leaseEnd - (ofFirst().at(-1)?.[1] ?? 0)} ms before the end of the lease`);
		},
	);
}

test.serial('a worker that is well but hears of nobody ends its run itself, and goes on', async (t) => {
	const { master, start, readBill, spec } = await openPool(t);
	const worker = start('worker-1');
	const first = spec(1);
	await master.start(first);
	await until('the agent works', () => readBill().length > 0);

	master.silent = true;
	const leaseEnd = Date.now() + leaseMs;
	await until('its lease is over', () => Date.now() > leaseEnd);
	master.silent = false;

	t.is((await master.resultOf(first.runId)).outcome.kind, 'lost');
	t.deepEqual([worker.child.exitCode, worker.child.signalCode], [null, null]);
});
