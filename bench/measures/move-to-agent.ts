import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../core/report.ts';
import { percentile } from '../core/statistics.ts';
import { awaitReady, makePlace, runAegis, startUp } from '../installation/aegis.ts';
import { readAgentStarts } from '../installation/agent-log.ts';
import { connectBoard } from '../installation/board.ts';
import { noOpAgent } from '../installation/no-op.ts';
import { waitFor, wallClock } from '../wait.ts';

const warmUp = 3;
const counted = 40;
/** Between two cards, so that nothing of the one before is under way. Milliseconds. */
const pauseMs = 300;

/** From the sending of a card's move until the first line of the agent's process, worktree included, one at a time. */
export async function measureMoveToAgent(): Promise<Row[]> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	await using up = startUp(place, noOpAgent('timed', place.agentLog));
	await awaitReady(place, 2);
	const board = await connectBoard(place.home);
	const gids = await board.addCards(warmUp + counted);
	await sleep(2_000);

	const took: number[] = [];
	for (const gid of gids) {
		const movedAt = wallClock();
		await board.moveToReady(gid);
		await waitFor(`card ${gid} to be done`, async () => (await board.countOpen([gid])) === 0, {
			everyMs: 100,
		});
		const startedAt = readAgentStarts(place.agentLog).get(gid);
		if (startedAt === undefined) throw new Error(`card ${gid} is done without an agent; see ${up.pid}`);
		took.push(startedAt - movedAt);
		await sleep(pauseMs);
	}
	const values = took.slice(warmUp);
	const [p50, p99] = [percentile(values, 0.5), percentile(values, 0.99)];
	const what = `card moved → agent process started, worktree included, one at a time (n = ${counted})`;
	return [
		{ measure: `${what}: p50`, result: `${p50.toFixed(0)} ms`, goal: '≤ 50 ms', met: p50 <= 50 },
		{ measure: `${what}: p99`, result: `${p99.toFixed(0)} ms`, goal: '≤ 250 ms', met: p99 <= 250 },
	];
}
