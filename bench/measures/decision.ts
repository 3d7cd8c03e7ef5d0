import type { Row } from '../core/report.ts';
import { median, percentile } from '../core/statistics.ts';
import { startLoneMaster } from '../installation/lone-master.ts';
import { PlayedSyncer } from '../installation/played-syncer.ts';
import { PlayedWorker } from '../installation/played-worker.ts';

const few = 100;
const many = 100_000;
const samples = 500;
/** Events before the counted ones, and messages before those: compiled code is not what is compared. */
const warmUps = 50;
const warmUpMessages = 10_000;
const batch = 1_000;
const goalRatio = 1.5;

/** A master, who talks to it, and how long its answers took. */
interface Scene {
	readonly syncer: PlayedSyncer;
	readonly worker: PlayedWorker;
	readonly start: number[];
	readonly claim: number[];
}

/** What a master takes to decide, with few and with many cards in its store that nothing is to be done on. */
export async function measureDecision(): Promise<Row[]> {
	await using stack = new AsyncDisposableStack();
	const small = await openScene(stack);
	const large = await openScene(stack);
	for (let told = 0; told < warmUpMessages; told += few) await fill(small.syncer, few, `again ${told}`);
	await fill(small.syncer, few);
	const startedAt = performance.now();
	await fill(large.syncer, many);
	const perSecond = (many / (performance.now() - startedAt)) * 1_000;
	// In turns: what else the machine does meets both alike.
	for (let event = 0; event < warmUps + samples; event++)
		for (const scene of [small, large]) await playEvent(scene, `ready-${event}`);

	const counted = (times: readonly number[]): readonly number[] => times.slice(warmUps);
	return [
		...compare('a card is ready → its start is commanded', counted(small.start), counted(large.start)),
		...compare('a run is claimed → its lease is answered', counted(small.claim), counted(large.claim)),
		{
			measure: `new cards taken in per second, up to ${many}`,
			result: perSecond.toFixed(0),
			goal: '',
			met: null,
		},
	];
}

async function openScene(stack: AsyncDisposableStack): Promise<Scene> {
	const master = stack.use(await startLoneMaster());
	const syncer = stack.use(new PlayedSyncer(master));
	const worker = stack.use(new PlayedWorker(master));
	await worker.beat();
	return { syncer, worker, start: [], claim: [] };
}

async function fill(syncer: PlayedSyncer, count: number, name = 'Idle'): Promise<void> {
	for (let next = 0; next < count; next += batch) {
		const gids = Array.from({ length: Math.min(batch, count - next) }, (_, index) => `idle-${next + index}`);
		await Promise.all(gids.map((gid) => syncer.show(gid, name)));
		await syncer.settle();
	}
}

/** A card that is started, claimed and taken away, so that none is active when the next comes. */
async function playEvent({ syncer, worker, start, claim }: Scene, gid: string): Promise<void> {
	start.push(await time(() => syncer.ready(gid)));
	const run = await worker.invited(gid);
	await syncer.settle();
	claim.push(await time(() => worker.claim(run)));
	await syncer.remove(gid);
	await worker.stop(run);
	await syncer.settle();
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
