import type { Effect } from '@aegis/shared/effects';
import { dust } from './rule.ts';

/** A run as the master's store has it. Money is US dollars. */
export interface StoredRun {
	readonly run: string;
	readonly card: string;
	readonly epoch: number;
	readonly finished: boolean;
	readonly costUsd: number;
}

/** What the books say that the log does not, or the other way round: P3. One entry per mismatch. */
export function judgeBooks(
	cards: readonly { readonly gid: string; readonly spentUsd: number; readonly epoch: number }[],
	runs: readonly StoredRun[],
	effects: readonly Effect[],
): { readonly card: string; readonly what: string }[] {
	const found: { card: string; what: string }[] = [];
	const settled = new Map<string, number>();
	const before = new Map<string, number>();
	for (const effect of effects) {
		if (effect.kind === 'settle' || effect.kind === 'settle-late') settled.set(effect.run, effect.usd);
		// What the card had cost before Aegis first worked on it here.
		if (effect.kind === 'reserve' && !before.has(effect.card)) before.set(effect.card, effect.spentUsd);
	}
	const sums = new Map<string, number>();
	for (const { run, card, finished, costUsd, epoch } of runs) {
		if (!finished) continue;
		sums.set(card, (sums.get(card) ?? 0) + costUsd);
		const told = settled.get(run);
		if (told !== undefined && Math.abs(told - costUsd) > dust)
			found.push({
				card,
				what: `run ${run} (epoch ${epoch}) is in the books at ${costUsd}, settled at ${told}`,
			});
	}
	for (const { gid, spentUsd } of cards) {
		const first = before.get(gid);
		if (first === undefined) continue;
		const due = first + (sums.get(gid) ?? 0);
		if (Math.abs(due - spentUsd) > dust)
			found.push({
				card: gid,
				what: `its runs cost $${due.toFixed(4)} in all, $${spentUsd.toFixed(4)} is recorded`,
			});
	}
	return found;
}
