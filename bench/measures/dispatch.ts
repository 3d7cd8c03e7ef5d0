import type { Row } from '../core/report.ts';
import { startLoneMaster } from '../installation/lone-master.ts';
import { PlayedSyncer } from '../installation/played-syncer.ts';
import { PlayedWorker } from '../installation/played-worker.ts';
import { waitFor } from '../wait.ts';
import { measureRawQueue } from './raw-queue.ts';

const cards = 1_000;
const warmUps = 200;
const rawJobs = 5_000;
const goalRatio = 0.2;

/**
 * Runs per second through everything that makes a run durable: mailboxes, the master's transactions, its outbox, the work
 * queue, the lease, the result, the command to the board. Worker and syncer are played: no git, no process, no board.
 * Beside it BullMQ alone on the same Redis, in turns.
 */
export async function measureDispatch(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const concurrency of [1, 50]) {
		const { durable, raw } = await measureAt(concurrency);
		const at = `concurrency ${concurrency}`;
		rows.push(
			row(`runs per second, durable path without worktree and process, ${at} (${cards} cards)`, durable),
			row(`jobs per second, BullMQ alone, empty job, ${at} (${rawJobs} jobs)`, raw),
			{
				measure: `durable path / BullMQ with an empty job, ${at}`,
				result: (durable / raw).toFixed(3),
				goal: `≥ ${goalRatio}`,
				met: durable / raw >= goalRatio,
			},
		);
	}
	return rows;
}

async function measureAt(concurrency: number): Promise<{ durable: number; raw: number }> {
	await using master = await startLoneMaster();
	await using syncer = new PlayedSyncer(master);
	await using worker = new PlayedWorker(master, { slots: concurrency, busy: true });
	await worker.beat();
	await carry(syncer, 'warm', warmUps);
	const before = await measureRawQueue(master.redisUrl, rawJobs, async () => {}, concurrency);
	const startedAt = performance.now();
	await carry(syncer, 'card', cards);
	const durable = cards / ((performance.now() - startedAt) / 1_000);
	const after = await measureRawQueue(master.redisUrl, rawJobs, async () => {}, concurrency);
	return { durable, raw: (before + after) / 2 };
}

async function carry(syncer: PlayedSyncer, name: string, count: number): Promise<void> {
	const wanted = syncer.done + count;
	for (let index = 0; index < count; index += 1) await syncer.offer(`${name}-${index}`);
	await waitFor(`${count} cards to be done`, () => syncer.done >= wanted, { everyMs: 5, timeoutMs: 300_000 });
}

function row(measure: string, perSecond: number): Row {
	return { measure, result: perSecond.toFixed(0), goal: '', met: null };
}
