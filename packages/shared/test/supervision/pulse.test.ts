import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Supervisor, type ChildSpec } from '../../src/supervision.ts';
import { silent } from '../helpers/note-actor.ts';
import { fixtureSpec, makeNursery, shellSpec } from '../helpers/programs.ts';
import { until } from '../helpers/until.ts';

function supervise(folder: string, spec: ChildSpec, more: { startPatience?: number } = {}) {
	const pids: number[] = [];
	const exits: string[] = [];
	const supervisor = new Supervisor({
		folder,
		log: silent,
		// Beats come once a second.
		pulse: { lookMs: 300, patience: 15, startPatience: 200, ...more },
		onStart: (_name, pid) => pids.push(pid),
		onExit: (_name, { code, signal }) => void exits.push(String(code ?? signal)),
		onGiveUp: () => {},
	});
	supervisor.supervise(spec);
	return { supervisor, pids, exits };
}

const service = (folder: string, mode: string): ChildSpec =>
	fixtureSpec(folder, 'a', 'service.ts', [mode], { heartbeat: 'file' });

const isReady = (folder: string): boolean => readFileSync(join(folder, 'a.log'), 'utf8').includes('ready');

for (const [what, signal] of [
	['paused', 'SIGSTOP'],
	['stuck in its event loop', 'SIGUSR2'],
] as const) {
	test(`a service that is ${what} is killed and started again; one that is well is left alone`, async (t) => {
		using folder = makeNursery();
		const { supervisor, pids, exits } = supervise(folder.path, service(folder.path, 'blocks'));
		await using _ = supervisor;
		await until('it is up', () => isReady(folder.path));

		process.kill(pids[0] ?? -1, signal);

		await until('another runs', () => pids.length === 2, 60_000);
		t.deepEqual(exits, ['SIGKILL']);
		t.not(pids[1], pids[0]);
	});
}

test('one adopted from an earlier supervisor is listened to as well', async (t) => {
	using folder = makeNursery();
	const first = supervise(folder.path, service(folder.path, 'plain'));
	await until('it is up', () => isReady(folder.path));
	first.supervisor.abandon();
	process.kill(first.pids[0] ?? -1, 'SIGSTOP');

	const second = supervise(folder.path, service(folder.path, 'plain'), { startPatience: 20 });
	await using _ = second.supervisor;

	await until('another runs', () => second.pids.length === 2, 60_000);
	t.is(second.pids[0], first.pids[0]);
	t.deepEqual(first.exits, []);
});

test('a child that is asked must answer; one that never learnt to is not killed while it starts', async (t) => {
	using folder = makeNursery();
	let answers = false;
	let asked = 0;
	const heartbeat = async (): Promise<boolean> => {
		asked++;
		return answers;
	};
	const spec = shellSpec(folder.path, 'a', 'exec sleep 300', { heartbeat });
	const { supervisor, pids } = supervise(folder.path, spec);
	await using _ = supervisor;
	await until('it was asked more often than its patience', () => asked > 20);
	t.is(pids.length, 1);
	answers = true;
	const from = asked;
	await until('it answered', () => asked > from + 2);

	answers = false;

	await until('another runs', () => pids.length === 2);
	t.pass();
});
