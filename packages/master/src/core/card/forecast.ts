import type { CardDetailView } from '@aegis/shared/api';
import type { AgentName } from '@aegis/shared/domain';

/** Fewer cards than this say nothing about the next one. */
const fewest = 3;

/** One run of a card that is done. US dollars. */
export interface PastRun {
	readonly agent: string;
	readonly costUsd: number;
}

/**
 * What a card may cost in all, by what cards of its kind have cost: those of its project that are done and once stood where
 * it stands, at the turn of the same agent. `usd` is in the middle of them, nine of ten were below `highUsd`. Null where
 * there are too few of them.
 *
 * `history` has the runs of each card in order; `spentUsd` is what this card has cost so far.
 */
export function forecastCost(
	history: readonly (readonly PastRun[])[],
	at: AgentName,
	spentUsd: number,
): NonNullable<CardDetailView['forecast']> | null {
	const rests = history.flatMap((runs) => {
		const first = runs.findIndex(({ agent }) => agent === at);
		return first < 0 ? [] : [runs.slice(first).reduce((sum, { costUsd }) => sum + costUsd, 0)];
	});
	if (rests.length < fewest) return null;
	const sorted = rests.toSorted((a, b) => a - b);
	const share = (part: number): number => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;
	const total = (rest: number): number => Math.round((spentUsd + rest) * 1e9) / 1e9;
	return { usd: total(share(0.5)), highUsd: total(share(0.9)), cards: rests.length };
}
