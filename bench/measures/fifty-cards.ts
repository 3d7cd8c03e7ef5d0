import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from '../core/report.ts';
import { median } from '../core/statistics.ts';
import { awaitReady, makePlace, runAegis, startUp } from '../installation/aegis.ts';
import { readAgentStarts } from '../installation/agent-log.ts';
import { connectBoard } from '../installation/board.ts';
import { noOpAgent } from '../installation/no-op.ts';
import { waitFor, wallClock } from '../wait.ts';

const cards = 50;
const rounds = 3;
const workers = 2;

/** Fifty cards moved at once, each one run: until the last agent was started, and until the last card is Done. */
export async function measureFiftyCards(): Promise<Row[]> {
	return [...(await measure(50, 4)), ...(await measure(10, 8))];
}

async function measure(limit: number, goalSeconds: number): Promise<Row[]> {
	await using place = await makePlace();
	await runAegis(place, 'init');
	const slots = { AEGIS_WORKERS: String(workers), AEGIS_SLOTS: String(limit / workers) };
	await using up = startUp(place, { ...noOpAgent('timed', place.agentLog), ...slots });
	await awaitReady(place, workers);
	const board = await connectBoard(place.home);
	const started: number[] = [];
	const done: number[] = [];
	for (let round = 0; round < rounds; round += 1) {
		const gids = await board.addCards(cards);
		await sleep(2_000);
		const movedAt = wallClock();
		await Promise.all(gids.map((gid) => board.moveToReady(gid)));
		const all = `${cards} cards to be done under ${up.pid}`;
		await waitFor(all, async () => (await board.countOpen(gids)) === 0, { everyMs: 50, timeoutMs: 120_000 });
		done.push((wallClock() - movedAt) / 1_000);
		const starts = readAgentStarts(place.agentLog);
		started.push((Math.max(...gids.map((gid) => starts.get(gid) ?? Number.NaN)) - movedAt) / 1_000);
	}
	const what = `${cards} no-op cards at limit ${limit} (median of ${rounds})`;
	const seconds = median(done);
	return [
		{
			measure: `${what}: last agent started`,
			result: `${median(started).toFixed(1)} s`,
			goal: '',
			met: null,
		},
		{
			measure: `${what}: last card Done on the board`,
			result: `${seconds.toFixed(1)} s`,
			goal: `≤ ${goalSeconds} s`,
			met: seconds <= goalSeconds,
		},
	];
}
