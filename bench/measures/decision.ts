import type { Row } from '../core/report.ts';
import { median, percentile } from '../core/statistics.ts';
import { startLoneMaster } from '../installation/lone-master.ts';
import { PlayedSyncer } from '../installation/played-syncer.ts';
import { PlayedWorker } from '../installation/played-worker.ts';

const few = 100;
const many = 100_000;
const samples = 200;
/** Events before the counted ones, and messages before those: compiled code is not what is compared. */
const warmUps = 50;
const warmUpMessages = 10_000;
const batch = 1_000;
const goalRatio = 1.5;

interface Times {
	readonly start: readonly number[];
	readonly claim: readonly number[];
}

/** What a master of its own takes to decide, with few and with many cards in its store that nothing is to be done on. */
export async function measureDecision(): Promise<Row[]> {
	await using master = await startLoneMaster();
	await using syncer = new PlayedSyncer(master);
	await using worker = new PlayedWorker(master);
	await worker.beat();

	await fill(syncer, 0, few);
	for (let told = 0; told < warmUpMessages; told += few) await fill(syncer, 0, few, `again ${told}`);
	const small = await timeEvents(syncer, worker, 'few');
	const startedAt = performance.now();
	await fill(syncer, few, many);
	const perSecond = ((many - few) / (performance.now() - startedAt)) * 1_000;
	const large = await timeEvents(syncer, worker, 'many');

	return [
		...compare('a card is ready → its start is commanded', small.start, large.start),
		...compare('a run is claimed → its lease is answered', small.claim, large.claim),
		{
			measure: `new cards taken in per second, up to ${many}`,
			result: perSecond.toFixed(0),
			goal: '',
			met: null,
		},
	];
}

async function fill(syncer: PlayedSyncer, from: number, to: number, name = 'Idle'): Promise<void> {
	for (let next = from; next < to; next += batch) {
		const gids = Array.from({ length: Math.min(batch, to - next) }, (_, index) => `idle-${next + index}`);
		await Promise.all(gids.map((gid) => syncer.show(gid, name)));
		await syncer.settle();
	}
}

/** One card after another: started, claimed and taken away, so that none is active when the next comes. */
async function timeEvents(syncer: PlayedSyncer, worker: PlayedWorker, prefix: string): Promise<Times> {
	const start: number[] = [];
	const claim: number[] = [];
	for (let event = 0; event < warmUps + samples; event++) {
		const gid = `${prefix}-${event}`;
		start.push(await time(() => syncer.ready(gid)));
		const run = await worker.invited(gid);
		await syncer.settle();
		claim.push(await time(() => worker.claim(run)));
		await syncer.remove(gid);
		await worker.stop(run);
		await syncer.settle();
	}
	return { start: start.slice(warmUps), claim: claim.slice(warmUps) };
}

async function time(body: () => Promise<void>): Promise<number> {
	const startedAt = performance.now();
	await body();
	return performance.now() - startedAt;
}

function compare(what: string, small: readonly number[], large: readonly number[]): Row[] {
	const describe = (times: readonly number[]): string =>
		`${median(times).toFixed(1)} ms; ${percentile(times, 0.99).toFixed(1)} ms`;
	const ratio = median(large) / median(small);
	const tail = percentile(large, 0.99) / percentile(small, 0.99);
	const measure = (cards: number): string => `${what}, ${cards} idle cards (n = ${samples}): p50; p99`;
	return [
		{ measure: measure(few), result: describe(small), goal: '', met: null },
		{ measure: measure(many), result: describe(large), goal: '', met: null },
		{
			measure: `${what}, ${many} / ${few} idle cards: p50`,
			result: ratio.toFixed(2),
			goal: `≤ ${goalRatio}`,
			met: ratio <= goalRatio,
		},
		{
			measure: `${what}, ${many} / ${few} idle cards: p99`,
			result: tail.toFixed(2),
			goal: `≤ ${goalRatio}`,
			met: tail <= goalRatio,
		},
	];
}
