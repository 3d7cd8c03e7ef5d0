import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import test, { type ExecutionContext } from 'ava';
import { until } from '@aegis/shared/testing';
import { makeRepository, writeFiles } from '../helpers/repository.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startRedis } from '../helpers/redis.ts';
import { shellClaude, simulatedClaude } from '../helpers/simulated.ts';
import { hasDaemon } from '../helpers/temporary.ts';
import { startWorker } from '../helpers/worker.ts';

const hanging = [
	{ agent: 'Worker', steps: [{ run: 'setsid sleep 300 >/dev/null 2>&1 & echo up' }, { hang: true }] },
];

async function setUp(
	t: ExecutionContext,
	options: { claude: (root: string) => string; config?: object; drainMs?: number; leaseMs?: number },
) {
	const { path, root } = makeRepository(t);
	writeFiles(path, { 'aegis_config.json': JSON.stringify(options.config ?? {}) });
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	if (options.leaseMs !== undefined) master.leaseMs = options.leaseMs;
	const claude = options.claude(root);
	const worker = await startWorker(t, { root, redisUrl, claude, drainMs: options.drainMs ?? 0 });
	return { path, root, redisUrl, master, worker, claude };
}

const hang = { claude: (root: string) => simulatedClaude(root, hanging) };

async function startHanging(t: ExecutionContext, options: Parameters<typeof setUp>[1] = hang) {
	const world = await setUp(t, options);
	const spec = makeSpec(world.path, 'Worker');
	await world.master.start(spec);
	// The agent itself and what it left the group with.
	await until('the agent and its daemon run', () => hasDaemon(world.worker.alive()));
	return { ...world, spec };
}

test.serial('a cancelled run ends as cancelled, with nothing alive', async (t) => {
	const { master, worker, spec } = await startHanging(t);
	const cancelledAt = performance.now();

	await master.cancel(worker.workerId, spec, 'the card was moved');

	t.deepEqual((await master.resultOf(spec.runId)).outcome, { kind: 'cancelled', why: 'the card was moved' });
	t.deepEqual(worker.alive(), []);
	t.log(`${Math.round(performance.now() - cancelledAt)} ms from the cancel to the end`);
});

test.serial('a second invitation to a run that is here starts no second agent', async (t) => {
	const { path, root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const worker = await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, hanging), slots: 2 });
	const spec = makeSpec(path, 'Worker');
	await master.start(spec);
	await until('the agent and its daemon run', () => hasDaemon(worker.alive()));

	await master.invite(spec);
	const next = makeSpec(path, 'Worker', { cardGid: '1002' });
	await master.invite(next);
	await until('the invitation after it is looked at', () =>
		master.claims.find(({ runId }) => runId === next.runId),
	);

	t.is(master.claims.filter(({ runId }) => runId === spec.runId).length, 1);
	await master.cancel(worker.workerId, spec, 'enough');
	t.is((await master.resultOf(spec.runId)).outcome.kind, 'cancelled');
});

test.serial('a cancel of an earlier epoch means nothing', async (t) => {
	const { master, worker, spec } = await startHanging(t);

	await master.cancel(worker.workerId, { ...spec, epoch: 0 }, 'old');
	await master.cancel(worker.workerId, spec, 'new');

	t.deepEqual((await master.resultOf(spec.runId)).outcome, { kind: 'cancelled', why: 'new' });
});

test.serial('a lease the master gave up ends the agent at once', async (t) => {
	const { master, worker, spec } = await startHanging(t);
	master.lost.add(spec.runId);

	t.is((await master.resultOf(spec.runId)).outcome.kind, 'lost');
	t.deepEqual(worker.alive(), []);
});

test.serial(
	'a lease that cannot be proven ends the agent before the master could grant it again',
	async (t) => {
		// Proven for half of it; the other half is for a machine that is slow.
		const leaseMs = 16_000;
		const { master, worker, spec } = await startHanging(t, { ...hang, leaseMs });
		master.silent = true;

		const grantable = sleep(leaseMs, 'it could be granted again', { ref: false });
		const first = await Promise.race([master.resultOf(spec.runId), grantable]);

		t.like(first, { outcome: { kind: 'lost', why: 'the lease could not be renewed in time' } });
		t.deepEqual(worker.alive(), []);
	},
);

test.serial('silence is a stall', async (t) => {
	const claude = (root: string): string => shellClaude(root, 'sleep 300');
	const { master, path, worker } = await setUp(t, { claude, config: { silence_timeout_minutes: 0.01 } });
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);

	t.deepEqual((await master.resultOf(spec.runId)).outcome, { kind: 'stalled', silentMs: 600 });
	t.deepEqual(worker.alive(), []);
});

test.serial('the time limit ends a run that keeps talking', async (t) => {
	const config = { run_timeout_minutes: 0.01 };
	const claude = (root: string): string => shellClaude(root, 'while :; do echo "{}"; sleep 0.05; done');
	const { master, path, worker } = await setUp(t, { claude, config });
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);

	t.deepEqual((await master.resultOf(spec.runId)).outcome, { kind: 'timed-out', afterMs: 600 });
	t.deepEqual(worker.alive(), []);
});

test.serial('a run that costs more than was reserved is over budget, and its cost is known', async (t) => {
	const rules = [{ agent: 'Triage', steps: [{ say: 'a' }, { say: 'b' }, { hang: true }], costUsd: 4 }];
	const { master, path } = await setUp(t, { claude: (root) => simulatedClaude(root, rules) });
	const spec = makeSpec(path, 'Triage', { budgetUsd: 0.5 });
	await master.start(spec);

	const { outcome, costUsd } = await master.resultOf(spec.runId);

	t.is(outcome.kind, 'over-budget');
	t.true((costUsd ?? 0) >= 0.5);
});

test.serial('garbage and endless lines on stdout are a failed run, not a failed worker', async (t) => {
	const claude = (root: string): string =>
		shellClaude(root, 'head -c 12000000 /dev/zero | tr "\\0" x; echo; echo "{not json"; echo "[]"; exit 3');
	const { master, path } = await setUp(t, { claude });
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);

	t.is((await master.resultOf(spec.runId)).outcome.kind, 'failed');
});

test.serial('an agent that kills itself is a failed run', async (t) => {
	const rules = [{ agent: 'Triage', steps: [{ crash: 'SIGKILL' }] }];
	const { master, path } = await setUp(t, { claude: (root) => simulatedClaude(root, rules) });
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);

	t.is((await master.resultOf(spec.runId)).outcome.kind, 'failed');
});

test.serial('the agent sees none of the worker’s secrets', async (t) => {
	const { root, path } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	process.env['ASANA_ACCESS_TOKEN'] = 'a-secret';
	t.teardown(() => {
		delete process.env['ASANA_ACCESS_TOKEN'];
	});
	const seen = join(root, 'seen');
	await startWorker(t, {
		root,
		redisUrl,
		claude: shellClaude(root, `env > ${seen}.tmp; mv ${seen}.tmp ${seen}`),
	});
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);
	await master.resultOf(spec.runId);

	const env = readFileSync(seen, 'utf8');
	t.notRegex(env, /a-secret|REDIS_URL|AEGIS_HOME/);
	t.regex(env, /AEGIS_SCOPE=/);
	t.regex(env, new RegExp(`HOME=${join(root, 'home', 'runs', spec.runId, 'home')}`));
});

test.serial('an unclaimable run is left alone: nothing is written and nothing is reported', async (t) => {
	const { master, path, worker } = await setUp(t, hang);
	const refused = makeSpec(path, 'Triage');
	await master.invite(refused);
	await until('it was claimed', () => master.claims.some(({ runId }) => runId === refused.runId));
	const next = makeSpec(path, 'Triage', { cardGid: '5' });
	await master.start(next);
	await until('the next one runs', () => worker.alive().length > 0);

	t.deepEqual(master.finished, []);
});

test.serial('a result that was not heard is told again under the same id', async (t) => {
	const { master, path } = await setUp(t, { claude: (root) => simulatedClaude(root, []) });
	master.deafTo = 1;
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);

	await master.resultOf(spec.runId);

	t.is(master.messageIds.length, 2);
	t.is(new Set(master.messageIds).size, 1);
});

test.serial('a result is told until it was heard, though the run was given up meanwhile', async (t) => {
	const { master, path } = await setUp(t, { claude: (root) => simulatedClaude(root, []) });
	master.deafTo = 2;
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);
	await until('the result was told once', () => master.messageIds.length > 0);
	master.lost.add(spec.runId);

	const { costUsd } = await master.resultOf(spec.runId);

	t.true((costUsd ?? 0) > 0);
	t.is(new Set(master.messageIds).size, 1);
});

test.serial('a worker that stops cancels what still runs, reports it and leaves nothing', async (t) => {
	const { master, worker, spec } = await startHanging(t);

	await worker.stop();

	t.deepEqual((await master.resultOf(spec.runId)).outcome, { kind: 'cancelled', why: 'shutdown' });
	t.deepEqual(worker.alive(), []);
	t.true(master.heartbeats.at(-1)?.stopping);
});

test.serial('a worker that stops lets a run end that is nearly done', async (t) => {
	const rules = [{ agent: 'Triage', steps: [{ wait: 500 }] }];
	const { master, path, worker } = await setUp(t, {
		claude: (root) => simulatedClaude(root, rules),
		drainMs: 60_000,
	});
	const spec = makeSpec(path, 'Triage');
	await master.start(spec);
	await until('the agent runs', () => worker.alive().length > 0);

	await worker.stop();

	t.is((await master.resultOf(spec.runId)).outcome.kind, 'succeeded');
});

test.serial(
	'a worker first kills what its dead predecessor left, and tells what that could not',
	async (t) => {
		const { root, redisUrl, master, worker, spec, claude } = await startHanging(t);
		const stray = worker.alive();
		const unsent = join(worker.home.runs, '.unsent', 'worker-2');
		const successor = startWorker(t, { root, redisUrl, claude, workerId: 'worker-2' });
		await (await successor).stop();
		const run = { runId: 'run-old', cardGid: '9', projectGid: '77', epoch: 1 };
		const outcome = { kind: 'cancelled', why: 'earlier' };
		const result = { outcome, costUsd: 1, sessionId: null, turns: null, durationMs: 1, worktreePath: null };
		writeFileSync(
			join(unsent, 'run-old.json'),
			JSON.stringify({ type: 'run.finished', run, workerId: 'worker-2', result }),
		);

		await startWorker(t, { root, redisUrl, claude, workerId: 'worker-2' });
		t.like(await master.resultOf('run-old'), { costUsd: 1 });
		t.true(hasDaemon(stray));
		// The same id as the living one: a supervisor never does this, a crash looks like it.
		await startWorker(t, { root, redisUrl, claude, workerId: 'worker-1' });
		await until('the stray ones are gone', () => worker.alive().every((pid) => !stray.includes(pid)));
		await master.resultOf(spec.runId);
	},
);

test.serial(
	'a worker that stops parks its agent at the end of a turn; the session goes on elsewhere',
	async (t) => {
		// As a model does, it takes its time between two turns.
		const work = (root: string): object[] =>
			Array.from({ length: 300 }, () => [
				{ run: `echo begin >> ${join(root, 'turns')}; sleep 0.2; echo end >> ${join(root, 'turns')}` },
				{ wait: 3_000 },
			]).flat();
		const { master, path, worker, root, redisUrl } = await setUp(t, {
			claude: (place) => simulatedClaude(place, [{ agent: 'Worker', occurrence: 1, steps: work(place) }]),
			drainMs: 60_000,
		});
		const turns = (): string[] => readFileSync(join(root, 'turns'), 'utf8').trim().split('\n');
		const spec = makeSpec(path, 'Worker');
		await master.start(spec);
		await until('a turn is under way', () => existsSync(join(root, 'turns')) && turns().length > 2);

		await worker.stop();

		const parked = await master.resultOf(spec.runId);
		t.deepEqual(parked.outcome, { kind: 'cancelled', why: 'shutdown' });
		t.is(turns().at(-1), 'end', 'no turn was cut short');
		t.true(turns().length < 600);
		t.truthy(parked.sessionId);
		t.deepEqual(worker.alive(), []);

		const log = join(root, 'arguments');
		const claude = shellClaude(root, `printf '%s\\n' "$@" > ${log}.tmp; mv ${log}.tmp ${log}`);
		await startWorker(t, { root, redisUrl, claude, workerId: 'worker-2' });
		const next = makeSpec(path, 'Worker', { epoch: 2, resumeSessionId: parked.sessionId });
		await master.start(next);
		await master.resultOf(next.runId);
		t.regex(readFileSync(log, 'utf8'), new RegExp(`--resume\n${parked.sessionId}`));
	},
);
