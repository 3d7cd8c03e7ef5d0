import type { RunView } from '@aegis/shared/api';

/** Half and nine tenths of the values are not above this; milliseconds. Null without values. */
export interface Spread {
	readonly count: number;
	readonly p50: number | null;
	readonly p90: number | null;
}

export interface Metrics {
	/** The time from which on runs are counted, milliseconds since the epoch; null without runs. */
	readonly since: number | null;
	readonly runs: number;
	readonly failed: number;
	readonly lost: number;
	readonly retried: number;
	/** Reviews that ended with the work sent back, of those that ended. */
	readonly sentBack: { readonly count: number; readonly of: number };
	readonly spentUsd: number;
	/** Runs whose cost nobody could tell. */
	readonly unknownCosts: number;
	/** From a card's first run to its merge. */
	readonly leadTime: Spread;
	readonly days: readonly {
		readonly day: string;
		readonly merged: number;
		readonly runs: number;
		readonly usd: number;
	}[];
	readonly agents: readonly {
		readonly agent: string;
		readonly runs: number;
		readonly failed: number;
		readonly usd: number;
		readonly time: Spread;
		readonly wait: Spread;
	}[];
	readonly cards: readonly {
		readonly gid: string;
		readonly name: string;
		readonly usd: number;
		readonly runs: number;
	}[];
}

/** Sums up runs, in any order. `dayOf` names the day of a time, as `2026-11-28`. */
export function sumUp(runs: readonly RunView[], dayOf: (at: number) => string): Metrics {
	const ended = runs.filter((run) => run.finishedAt !== null);
	const failedRuns = ended.filter(isFailed);
	const reviews = ended.filter(({ agent, outcome }) => agent === 'Reviewer' && outcome === 'succeeded');
	return {
		since: runs.length === 0 ? null : Math.min(...runs.map((run) => run.queuedAt)),
		runs: runs.length,
		failed: failedRuns.length,
		lost: ended.filter(({ outcome }) => outcome === 'lost').length,
		retried: runs.filter(({ attempt }) => attempt > 1).length,
		sentBack: { count: countSentBack(reviews, runs), of: reviews.length },
		spentUsd: sum(runs.map(({ costUsd }) => costUsd ?? 0)),
		unknownCosts: ended.filter(({ costUsd }) => costUsd === null).length,
		leadTime: spreadOf(leadTimes(ended)),
		days: sumUpDays(runs, dayOf),
		agents: [...groupBy(runs, ({ agent }) => agent)].map(([agent, own]) => ({
			agent,
			runs: own.length,
			failed: own.filter(isFailed).length,
			usd: sum(own.map(({ costUsd }) => costUsd ?? 0)),
			time: spreadOf(own.flatMap((run) => lengthOf(run.startedAt, run.finishedAt))),
			wait: spreadOf(own.flatMap((run) => lengthOf(run.queuedAt, run.startedAt))),
		})),
		cards: [...groupBy(runs, ({ cardGid }) => cardGid)]
			.map(([gid, own]) => ({
				gid,
				name: own[0]?.cardName ?? gid,
				usd: sum(own.map(({ costUsd }) => costUsd ?? 0)),
				runs: own.length,
			}))
			.sort((a, b) => b.usd - a.usd)
			.slice(0, 20),
	};
}

function isFailed({ outcome }: RunView): boolean {
	return outcome !== null && ['failed', 'timed-out', 'stalled'].includes(outcome);
}

function isMerge({ agent, outcome }: RunView): boolean {
	return agent === 'Merger' && outcome === 'succeeded';
}

/** A review sent the work back where the next run of the card is the coder's. */
function countSentBack(reviews: readonly RunView[], runs: readonly RunView[]): number {
	const byCard = groupBy(runs, ({ cardGid }) => cardGid);
	return reviews.filter((review) => {
		const later = (byCard.get(review.cardGid) ?? []).filter(({ queuedAt }) => queuedAt > review.queuedAt);
		return later.toSorted((a, b) => a.queuedAt - b.queuedAt)[0]?.agent === 'Worker';
	}).length;
}

function leadTimes(ended: readonly RunView[]): number[] {
	const byCard = groupBy(ended, ({ cardGid }) => cardGid);
	return ended.filter(isMerge).flatMap((merge) => {
		const first = Math.min(...(byCard.get(merge.cardGid) ?? [merge]).map(({ queuedAt }) => queuedAt));
		return lengthOf(first, merge.finishedAt);
	});
}

function sumUpDays(runs: readonly RunView[], dayOf: (at: number) => string): Metrics['days'] {
	const days = groupBy(runs, ({ queuedAt }) => dayOf(queuedAt));
	return [...days]
		.map(([day, own]) => ({
			day,
			merged: new Set(own.filter(isMerge).map(({ cardGid }) => cardGid)).size,
			runs: own.length,
			usd: sum(own.map(({ costUsd }) => costUsd ?? 0)),
		}))
		.sort((a, b) => a.day.localeCompare(b.day));
}

function lengthOf(from: number | null, to: number | null): number[] {
	return from === null || to === null ? [] : [Math.max(0, to - from)];
}

function spreadOf(values: readonly number[]): Spread {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
	return { count: sorted.length, p50: at(0.5), p90: at(0.9) };
}

function sum(values: readonly number[]): number {
	return Math.round(values.reduce((total, value) => total + value, 0) * 1e9) / 1e9;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
	return Map.groupBy(values, keyOf);
}
