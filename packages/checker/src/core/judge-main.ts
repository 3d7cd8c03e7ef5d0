import type { Effect } from '@aegis/shared/effects';

/** A commit of the base branch that says it came from a run. */
export interface LandedCommit {
	readonly sha: string;
	readonly tree: string;
	readonly run: string;
	readonly card: string;
}

type Landing = Extract<Effect, { kind: 'landing' }>;

/**
 * What the repository knows and the log does not: a landing whose maker died before it could say so is a merge, and a
 * commit nobody told of is a broken promise.
 */
export function completeMerges(
	effects: readonly Effect[],
	landed: readonly LandedCommit[],
): { readonly effects: readonly Effect[]; readonly unknown: readonly LandedCommit[] } {
	const told = new Set<string>();
	const begun = new Map<string, Landing>();
	for (const effect of effects) {
		if (effect.kind === 'merge' && effect.mainAfter !== undefined) told.add(effect.mainAfter);
		if (effect.kind === 'landing' && effect.mainAfter !== undefined) begun.set(effect.mainAfter, effect);
	}
	const missing = landed.filter(({ sha }) => !told.has(sha));
	const finished = new Set<Landing>();
	for (const { sha } of missing) {
		const landing = begun.get(sha);
		if (landing !== undefined) finished.add(landing);
	}
	return {
		effects: effects.flatMap((effect) =>
			effect.kind === 'landing' && finished.has(effect)
				? [effect, { ...effect, kind: 'merge' as const }]
				: [effect],
		),
		unknown: missing.filter(({ sha }) => !begun.has(sha)),
	};
}
