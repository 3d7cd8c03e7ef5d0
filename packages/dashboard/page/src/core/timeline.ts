import type { RunView } from '@aegis/shared/api/views';

export interface Bar {
	readonly run: RunView;
	readonly lane: string;
	/** Shares of the whole width. */
	readonly left: number;
	readonly width: number;
}

export interface Timeline {
	readonly lanes: readonly string[];
	readonly bars: readonly Bar[];
	/** Places where time was left out, with its length in milliseconds. */
	readonly gaps: readonly { readonly at: number; readonly ms: number }[];
	readonly place: (at: number) => number;
}

const order = ['Triage', 'Planner', 'Worker', 'Reviewer', 'Merger', 'Documentation'];

/**
 * Lays a card's runs out: one lane per agent, time from left to right. A stretch in which nothing ran takes at most as
 * much room as a fifth of what ran, or an answer that came after a night would leave the runs as hairs.
 */
export function layOut(runs: readonly RunView[], now: number): Timeline {
	const spans = runs
		.map((run) => ({
			run,
			from: run.startedAt ?? run.queuedAt,
			to: Math.max(run.finishedAt ?? now, run.startedAt ?? run.queuedAt),
		}))
		.toSorted((a, b) => a.from - b.from);
	const busy = spans.reduce((total, { from, to }) => total + (to - from), 0);
	const longestGap = Math.max(busy / 5, 1_000);
	const pieces: { from: number; to: number; shown: number; before: number }[] = [];
	let shown = 0;
	const add = (from: number, to: number, length: number): void => {
		pieces.push({ from, to, shown: length, before: shown });
		shown += length;
	};
	let end = spans[0]?.from ?? now;
	const gaps: { at: number; ms: number }[] = [];
	for (const { from, to } of spans) {
		if (from > end) {
			const ms = from - end;
			if (ms > longestGap) gaps.push({ at: shown + longestGap / 2, ms });
			add(end, from, Math.min(ms, longestGap));
		}
		const start = Math.max(from, end);
		if (to > start) {
			add(start, to, to - start);
			end = to;
		}
	}
	const total = Math.max(shown, 1);
	const place = (at: number): number => {
		for (const piece of pieces)
			if (at <= piece.to)
				return (
					(piece.before + (Math.max(at - piece.from, 0) / Math.max(piece.to - piece.from, 1)) * piece.shown) /
					total
				);
		return 1;
	};
	return {
		lanes: order.filter((agent) => spans.some(({ run }) => run.agent === agent)),
		bars: spans.map(({ run, from, to }) => ({
			run,
			lane: run.agent,
			left: place(from),
			width: Math.max(place(to) - place(from), 0.004),
		})),
		gaps: gaps.map(({ at, ms }) => ({ at: at / total, ms })),
		place,
	};
}
