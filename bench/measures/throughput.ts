import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Row } from '../core/report.ts';
import { awaitReady, makePlace, readRedisUrl, runAegis, startUp, type Place } from '../installation/aegis.ts';
import { connectBoard } from '../installation/board.ts';
import { readCpu } from '../installation/cpu.ts';
import { noOpAgent, scriptOf } from '../installation/no-op.ts';
import { waitFor } from '../wait.ts';
import { measureRawQueue } from './raw-queue.ts';

const cards = 100;
const rawJobs = 2_000;
const goalRatio = 0.2;

/** Runs per second through everything at concurrency 1, beside BullMQ alone on the same Redis. */
export async function measureThroughput(): Promise<Row[]> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using up = startUp(place, { ...noOpAgent('cheap'), AEGIS_WORKERS: '1', AEGIS_SLOTS: '1' });
	await awaitReady(place, 1);
	const before = readCpu(place.home);
	const whole = await measureWholePath(place, up.pid);
	const cpu = describeCpu(before, readCpu(place.home));
	const redisUrl = readRedisUrl(place);
	const raw = await measureRawQueue(redisUrl, rawJobs, async () => {});
	const rawWithWork = await measureRawQueue(redisUrl, cards, (index) => doSameWork(place, index));
	return [
		{
			measure: `runs per second, whole path, concurrency 1 (${cards} cards)`,
			result: whole.toFixed(1),
			goal: '',
			met: null,
		},
		{
			measure: `jobs per second, BullMQ alone, empty job, concurrency 1 (${rawJobs} jobs)`,
			result: raw.toFixed(0),
			goal: '',
			met: null,
		},
		{
			measure: `jobs per second, BullMQ alone, each job a worktree and the same no-op process (${cards} jobs)`,
			result: rawWithWork.toFixed(1),
			goal: '',
			met: null,
		},
		ratio('whole path / BullMQ with an empty job', whole / raw),
		ratio('whole path / BullMQ with the same worktree and process', whole / rawWithWork),
		{ measure: 'CPU time per run, of all services', result: cpu, goal: '', met: null },
	];
}

/** Per card, by service; a worker's git processes and agents are named apart from its own. */
function describeCpu(before: ReturnType<typeof readCpu>, after: ReturnType<typeof readCpu>): string {
	const parts: string[] = [];
	for (const [name, { own, children }] of after) {
		const was = before.get(name) ?? { own: 0, children: 0 };
		const perCard = (ms: number): string => `${(ms / cards).toFixed(1)} ms`;
		parts.push(`${name.replace(/-\d{6,}$/, '')} ${perCard(own - was.own)}`);
		if (children - was.children >= cards) parts.push(`its processes ${perCard(children - was.children)}`);
	}
	return parts.join(', ');
}

function ratio(measure: string, value: number): Row {
	return { measure, result: value.toFixed(3), goal: `≥ ${goalRatio}`, met: value >= goalRatio };
}

/** From the first move to the last card Done on the board. */
async function measureWholePath(place: Place, pid: number): Promise<number> {
	const board = await connectBoard(place.home);
	const gids = await board.addCards(cards);
	await sleep(2_000);
	const startedAt = performance.now();
	await Promise.all(gids.map((gid) => board.moveToReady(gid)));
	const all = `${cards} cards to be done under ${pid}`;
	await waitFor(all, async () => (await board.countOpen(gids)) === 0, { everyMs: 50, timeoutMs: 300_000 });
	return cards / ((performance.now() - startedAt) / 1_000);
}

/** What no run can do without, whoever schedules it: a worktree on a branch of its own, and the agent's process. */
async function doSameWork({ home, repository }: Place, index: number): Promise<void> {
	const path = join(home.root, 'raw', `task-${index}`);
	const branch = `feat/raw-${index}`;
	await execa('git', ['worktree', 'add', '--quiet', '-b', branch, path, 'main'], { cwd: repository });
	await execa('/bin/sh', [scriptOf('cheap')], { cwd: path });
	await execa('git', ['worktree', 'remove', '--force', path], { cwd: repository });
}
