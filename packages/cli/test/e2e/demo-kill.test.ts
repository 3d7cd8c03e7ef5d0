import test, { type ExecutionContext } from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { findScope, nameScope } from '@aegis/shared/process';
import { listLiveRecords, type ProcessRecord } from '@aegis/shared/supervision';
import { until } from '@aegis/shared/testing';
import { startDemo, type RunningDemo } from '../helpers/demo.ts';
import { assertGoodEnding } from '../helpers/good-ending.ts';
import { createFolder } from '../helpers/temporary.ts';

const patienceMs = 60_000;
const workers = ['worker-1', 'worker-2'];

test.serial(
	'each service killed with -9 while agents work is started again, and the demo ends right',
	async (t) => {
		t.timeout(240_000);
		using folder = createFolder();
		await using demo = startDemo(folder.path, 1);
		for (const name of ['worker-1', 'redis', 'worker-2', 'board', 'syncer-', 'dashboard', 'master']) {
			await killWhileWorking(t, demo, [name], name.startsWith('worker') ? [name] : workers);
		}
		await assertGoodEnding(t, demo, folder.path);
	},
);

test.serial('master, syncer and a working worker killed at once, and the demo ends right', async (t) => {
	t.timeout(240_000);
	using folder = createFolder();
	await using demo = startDemo(folder.path, 2);
	await killWhileWorking(t, demo, ['master', 'syncer-', 'worker-1'], ['worker-1']);
	await killWhileWorking(t, demo, ['master', 'syncer-', 'worker-1', 'worker-2'], workers);
	await assertGoodEnding(t, demo, folder.path);
});

test.serial('a worker killed in the middle of each merge lands every card once', async (t) => {
	t.timeout(240_000);
	using folder = createFolder();
	await using demo = startDemo(folder.path, 4);
	const master = connectMaster(demo.home);
	const killed = new Set<string>();
	const killMerging = async (): Promise<boolean> => {
		for (const run of await master.runs(10).catch(() => [])) {
			if (run.agent !== 'Merger' || run.state !== 'running' || killed.has(run.cardGid)) continue;
			const worker = listLiveRecords(demo.home.run).find(({ name }) => name === run.workerId);
			if (worker === undefined) continue;
			process.kill(worker.pid, 'SIGKILL');
			killed.add(run.cardGid);
		}
		return demo.hasEnded();
	};
	await until('the demo ends', killMerging, 200_000);
	t.is(killed.size, 4, 'a worker was killed at the merge of each card');
	await assertGoodEnding(t, demo, folder.path);
});

/** Kills services at a moment when one of these workers runs an agent, and waits until all of them run again. */
async function killWhileWorking(
	t: ExecutionContext,
	demo: RunningDemo,
	names: readonly string[],
	working: readonly string[],
): Promise<void> {
	let victims: ProcessRecord[] = [];
	await until(
		`${names.join(', ')} can be killed while an agent works`,
		() => {
			const running = listLiveRecords(demo.home.run);
			const found = names.map((name) => running.find((record) => record.name.startsWith(name)));
			if (found.includes(undefined) || !working.some((worker) => runsAgent(demo, worker)))
				return demo.hasEnded();
			victims = found.filter((record) => record !== undefined);
			for (const { pid } of victims) process.kill(pid, 'SIGKILL');
			return true;
		},
		patienceMs,
	);
	t.is(victims.length, names.length, `the demo was still at work when ${names.join(', ')} were to be killed`);
	const isBack = ({ name, pid }: ProcessRecord): boolean =>
		listLiveRecords(demo.home.run).some((record) => record.name === name && record.pid !== pid);
	await until(
		`${names.join(', ')} are started again`,
		() => demo.hasEnded() || victims.every(isBack),
		patienceMs,
	);
	t.true(victims.every(isBack), `${names.join(', ')} were started again before the demo ended`);
}

function runsAgent({ home }: RunningDemo, worker: string): boolean {
	return findScope(nameScope(home.root, worker)).length > 0;
}
