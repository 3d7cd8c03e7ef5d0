import type { CardSnapshot, Reason } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import { findObjection, type BoardRules } from './permission.ts';

/**
 * The second tick: what lands guarded paths (CI, hooks, scripts, lock files, what agents are told).
 *
 * Invariants:
 * G1 a merge of guarded paths starts only with a tick of exactly what was last seen to be guarded, whatever Merge
 *    Approval says; the worker compares it with what would really land;
 * G2 a tick names its digest (card, commit, blobs), so that it is void with any of them and counts nowhere else;
 * G3 it is a permitted person's, as an approval is; what Aegis's own account says is none.
 */

/** As many characters of a digest as a person types: nobody can make another change with the same. */
const shown = 16;

export function shortDigest(digest: string): string {
	return digest.slice(0, shown);
}

/** The digest that was ticked, where it is that of what is guarded now; else null. */
export function tickedDigest({ guarded, tick }: Pick<CardState, 'guarded' | 'tick'>): string | null {
	return guarded != null && tick?.digest === guarded.digest ? guarded.digest : null;
}

/** Why the merge waits for its second tick, or null when it does not. */
export function findUnticked(state: CardState): Reason | null {
	const { guarded } = state;
	if (guarded == null || tickedDigest(state) !== null) return null;
	return {
		code: 'awaiting-second-tick',
		digest: shortDigest(guarded.digest),
		paths: guarded.changes.slice(0, 3).map(({ path }) => path),
		more: Math.max(guarded.count - 3, 0),
	};
}

/** Looks in a card's comments for the tick of what is guarded; the one there is stays. */
export function hearTick(
	state: CardState,
	card: CardSnapshot,
	rules: BoardRules,
): NonNullable<CardState['tick']> | null {
	const { guarded, tick = null } = state;
	if (guarded == null || tickedDigest(state) !== null) return tick;
	for (const { own, authorGid, text } of card.comments) {
		if (own || !isTickOf(text, guarded.digest)) continue;
		if (findObjection(state, card, authorGid, rules) === null)
			return { digest: guarded.digest, by: authorGid ?? 'somebody' };
	}
	return tick;
}

/** A comment that says nothing else: `Approve guarded 0123456789abcdef`. */
function isTickOf(text: string, digest: string): boolean {
	const said = /^\s*approved?\s+guarded\s+([0-9a-f]+)\s*[.!]*\s*$/i.exec(text)?.[1]?.toLowerCase();
	return said !== undefined && said.length >= shown && digest.startsWith(said);
}
