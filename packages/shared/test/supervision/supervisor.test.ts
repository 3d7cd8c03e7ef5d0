import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
	defaultRestartPolicy,
	listLiveRecords,
	Supervisor,
	type RestartPolicy,
} from '../../src/supervision.ts';
import { silent } from '../helpers/note-actor.ts';
import { makeNursery, shellSpec } from '../helpers/programs.ts';
import { until } from '../helpers/until.ts';

const quick: RestartPolicy = {
	minDelayMs: 0,
	maxDelayMs: 1,
	healthyMs: 60_000,
	intensity: 3,
	windowMs: 60_000,
};

interface Watched {
	readonly supervisor: Supervisor;
	readonly starts: { name: string; pid: number; adopted: boolean }[];
	readonly exits: string[];
	readonly givenUp: string[];
}

function watch(folder: string, policy: RestartPolicy = quick): Watched {
	const starts: Watched['starts'] = [];
	const exits: string[] = [];
	const givenUp: string[] = [];
	const supervisor = new Supervisor({
		folder,
		log: silent,
		policy,
		onStart: (name, pid, adopted) => starts.push({ name, pid, adopted }),
		onExit: (name, { code, signal }) => void exits.push(`${name} ${code ?? signal}`),
		onGiveUp: (name, why, { code }) => givenUp.push(`${name} ${why} ${code}`),
	});
	return { supervisor, starts, exits, givenUp };
}

test('a child that is killed -9 is started again; others are left alone', async (t) => {
	using folder = makeNursery();
	const { supervisor, starts, exits } = watch(folder.path);
	await using _ = supervisor;
	supervisor.supervise(shellSpec(folder.path, 'a', 'exec sleep 300'));
	supervisor.supervise(shellSpec(folder.path, 'b', 'exec sleep 300'));
	const before = supervisor.pidOf('b');

	process.kill(supervisor.pidOf('a') ?? -1, 'SIGKILL');

	await until('it runs again', () => starts.length === 3);
	t.is(starts[2]?.name, 'a');
	t.not(starts[2]?.pid, starts[0]?.pid);
	t.deepEqual(exits, ['a SIGKILL']);
	t.is(supervisor.pidOf('b'), before);
});

test('a child that fails too often is given up, loudly and once', async (t) => {
	using folder = makeNursery();
	const { supervisor, starts, givenUp } = watch(folder.path);
	await using _ = supervisor;
	supervisor.supervise(shellSpec(folder.path, 'a', 'exit 1'));

	await until('it is given up', () => givenUp.length > 0);

	t.is(starts.length, 1 + quick.intensity);
	t.deepEqual(givenUp, ['a intensity 1']);
	t.false(supervisor.isSupervised('a'));
	t.is(supervisor.pidOf('a'), null);
	t.false(existsSync(join(folder.path, 'a.pid.json')));
});

test('who asked to see to it hears of a giving up alone, and may start the child anew', async (t) => {
	using folder = makeNursery();
	const { supervisor, starts, givenUp } = watch(folder.path);
	await using _ = supervisor;
	supervisor.supervise(shellSpec(folder.path, 'a', 'exit 4'), () => {
		supervisor.supervise(shellSpec(folder.path, 'a', 'exit 2'), () => false);
		return true;
	});

	await until('the second one is given up', () => givenUp.length > 0);

	t.is(starts.length, 2);
	t.deepEqual(givenUp, ['a configuration 2']);
	t.false(supervisor.isSupervised('a'));
});

for (const code of [2, 4]) {
	test(`exit code ${code} says that starting again is no use`, async (t) => {
		using folder = makeNursery();
		const { supervisor, starts, givenUp } = watch(folder.path);
		await using _ = supervisor;
		supervisor.supervise(shellSpec(folder.path, 'a', `exit ${code}`));

		await until('it is given up', () => givenUp.length > 0);

		t.is(starts.length, 1);
		t.deepEqual(givenUp, [`a configuration ${code}`]);
	});
}

test('children are stopped in the reverse order of their start, one after another', async (t) => {
	using folder = makeNursery();
	const { supervisor, exits, givenUp } = watch(folder.path);
	const order = join(folder.path, 'order');
	const names = ['one', 'two', 'three'];
	for (const name of names) {
		const script = `trap 'sleep 0.1; echo ${name} >> "$FOLDER/order"; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
		const spec = shellSpec(folder.path, name, script);
		supervisor.supervise(spec);
		await until('it is up', () => readFileSync(spec.logFile, 'utf8').includes('up'));
	}

	await supervisor[Symbol.asyncDispose]();

	t.deepEqual(readFileSync(order, 'utf8').trim().split('\n'), names.toReversed());
	t.deepEqual([exits, givenUp], [[], []]);
	t.deepEqual(listLiveRecords(folder.path), []);
});

test('a child that is dismissed stays away, even while it waits for its restart', async (t) => {
	using folder = makeNursery();
	const patient = { ...defaultRestartPolicy, minDelayMs: 600_000, maxDelayMs: 600_000 };
	const { supervisor, starts, exits } = watch(folder.path, patient);
	await using _ = supervisor;
	supervisor.supervise(shellSpec(folder.path, 'running', 'exec sleep 300'));
	supervisor.supervise(shellSpec(folder.path, 'waiting', 'exit 1'));
	await until('it has ended', () => exits.includes('waiting 1'));

	// Were the restart waited for, this would outlast the test.
	await supervisor.dismiss('running');
	await supervisor.dismiss('waiting');
	await supervisor.dismiss('never heard of');

	t.is(starts.length, 2);
	t.false(supervisor.isSupervised('running'));
	t.false(supervisor.isSupervised('waiting'));
	t.deepEqual(exits, ['waiting 1']);
});

test('a child taken up again while it is being dismissed runs in the end, once', async (t) => {
	using folder = makeNursery();
	const { supervisor } = watch(folder.path);
	await using _ = supervisor;
	const script = `trap 'sleep 0.1; exit 0' TERM; echo up; while :; do sleep 0.02; done`;
	const spec = shellSpec(folder.path, 'a', script);
	supervisor.supervise(spec);
	const first = supervisor.pidOf('a');
	await until('it is up', () => readFileSync(spec.logFile, 'utf8').includes('up'));

	const dismissed = supervisor.dismiss('a');
	supervisor.supervise(spec);
	await dismissed;

	await until('another runs', () => supervisor.pidOf('a') !== first && supervisor.pidOf('a') !== null);
	t.deepEqual(
		listLiveRecords(folder.path).map((record) => record.pid),
		[supervisor.pidOf('a')],
	);
});

test('abandoned children live on, and the next supervisor adopts them', async (t) => {
	using folder = makeNursery();
	const spec = shellSpec(folder.path, 'a', 'exec sleep 300');
	const first = watch(folder.path);
	first.supervisor.supervise(spec);
	const pid = first.supervisor.pidOf('a');
	first.supervisor.abandon();

	const second = watch(folder.path);
	await using _ = second.supervisor;
	second.supervisor.supervise(spec);

	t.deepEqual(second.starts, [{ name: 'a', pid: pid ?? -1, adopted: true }]);
	process.kill(pid ?? -1, 'SIGKILL');
	await until('it is started anew', () => second.starts.length === 2);
	t.false(second.starts[1]?.adopted);
	t.deepEqual(first.exits, []);
});
