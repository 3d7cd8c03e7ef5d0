import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { createLogger } from '@aegis/shared/log';
import { findScope, scopeVariable } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import type { Deadlines } from '../../src/core/lease.ts';
import { Watchdog } from '../../src/watchdog/watchdog.ts';

const log = createLogger('worker', { level: 'silent' });
const watchedProcess = fileURLToPath(new URL('../helpers/watched-process.ts', import.meta.url));
let serial = 0;

/** Milliseconds from now. */
const within = (ms: number): Deadlines => ({
	processes: performance.now() + ms,
	worker: performance.now() + ms + 600_000,
});

/** A scope with a process in it that has left its group. */
function populate(t: ExecutionContext): {
	scope: string;
	run: (runId: string) => void;
	alive: (runId: string) => boolean;
} {
	const scope = `watchdog-${process.pid}/${++serial}`;
	t.teardown(() => {
		for (const pid of findScope(scope)) process.kill(pid, 'SIGKILL');
	});
	return {
		scope,
		run: (runId) => {
			const env = { PATH: process.env['PATH'], [scopeVariable]: `${scope}/${runId}` };
			spawn('/bin/sh', ['-c', 'exec setsid sleep 300'], { env, stdio: 'ignore', detached: true }).unref();
		},
		alive: (runId) => findScope(`${scope}/${runId}`).length > 0,
	};
}

function findGuard(): number | undefined {
	return readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number)
		.find((pid) => {
			try {
				const isOurs = readFileSync(`/proc/${pid}/stat`, 'latin1').includes(`) S ${process.pid} `);
				return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('watchdog/guard.ts');
			} catch {
				return false;
			}
		});
}

test.serial('what is not renewed dies at its time; what is renewed or finished lives', async (t) => {
	const { scope, run, alive } = populate(t);
	using watchdog = new Watchdog({ scope, killsUs: false, log });
	for (const runId of ['late', 'renewed', 'finished']) run(runId);
	await until('they run', () => ['late', 'renewed', 'finished'].every(alive));

	for (const runId of ['late', 'renewed', 'finished']) watchdog.arm(runId, within(1_000));
	watchdog.arm('renewed', within(600_000));
	watchdog.arm('renewed', within(1_000));
	watchdog.disarm('finished');

	await until('the late one is gone', () => !alive('late'));
	t.true(alive('renewed'));
	t.true(alive('finished'));
	watchdog.disarm('renewed');
	watchdog.arm('late', within(600_000));
});

test.serial('a guard that is killed is replaced, and knows what the one before knew', async (t) => {
	const { scope, run, alive } = populate(t);
	using watchdog = new Watchdog({ scope, killsUs: false, log });
	run('r');
	await until('it runs', () => alive('r'));
	watchdog.arm('r', within(3_000));
	const guard = await until('the guard runs', findGuard);

	process.kill(guard, 'SIGKILL');

	t.true(await until('it is gone', () => !alive('r')));
	watchdog.disarm('r');
});

test.serial('when its worker is gone, so is what it watched, and then the guard', async (t) => {
	const { scope, run, alive } = populate(t);
	using watchdog = new Watchdog({ scope, killsUs: false, log });
	run('r');
	await until('it runs', () => alive('r'));
	watchdog.arm('r', within(600_000));
	await until('the guard runs', findGuard);

	watchdog[Symbol.dispose]();

	await until('it is gone', () => !alive('r'));
	await until('the guard too', () => findGuard() === undefined);
	t.pass();
});

for (const [does, ends] of [
	['holds on to', 'is killed with it'],
	['lets go of', 'lives'],
] as const) {
	test.serial(`a worker that ${does} a run whose time is up ${ends}`, async (t) => {
		const { scope, run, alive } = populate(t);
		run('other');
		await until('it runs', () => alive('other'));

		const child = spawn(
			process.execPath,
			[watchedProcess, scope, does === 'lets go of' ? 'lets go' : 'holds on'],
			{
				stdio: ['ignore', 'pipe', 'inherit'],
			},
		);
		t.teardown(() => child.kill('SIGKILL'));
		let output = '';
		child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
		const end = await new Promise((resolve) =>
			child.once('close', (code, signal) => resolve({ code, signal })),
		);

		const lives = does === 'lets go of';
		t.deepEqual(end, lives ? { code: 0, signal: null } : { code: null, signal: 'SIGKILL' });
		if (lives) t.is(output, 'alive\n');
		else
			t.like(JSON.parse(output), { level: 'error', service: 'watchdog', runId: 'run', workerPid: child.pid });
		t.false(alive('other'), 'whoever is killed takes what it watched along');
	});
}
