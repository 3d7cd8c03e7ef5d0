import type { CardComment, CardSnapshot } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import { hearComments, type BoardRules } from '../person/permission.ts';

/** Milliseconds a person must have been quiet before an agent starts: answers that come together count together. */
export const quietMs = 5_000;

/** The last word on the card is a person's whose word counts, and Aegis had spoken before. */
export function isAnswered(card: CardSnapshot, { commanders }: BoardRules): boolean {
	const heard = hearComments(card.comments, commanders);
	return heard.at(-1)?.own === false && heard.some((comment) => comment.own);
}

/**
 * What people whose word counts have written or reworded since the card was read as `before`. Wherever it stands: it may
 * have been written just before a question of ours appeared, and read after it.
 */
export function findNewWords(
	card: CardSnapshot,
	before: CardSnapshot,
	{ commanders }: BoardRules,
): readonly CardComment[] {
	if (card.comments === before.comments) return [];
	const known = new Map(before.comments.map(({ gid, text }) => [gid, text]));
	return hearComments(card.comments, commanders).filter(
		({ own, gid, text }) => !own && known.get(gid) !== text,
	);
}

/** Notes when a person last said something, so that no agent starts in the middle of it. */
export function noteWords(
	before: CardState | null,
	next: CardState,
	rules: BoardRules,
	now: number,
): CardState {
	const spoken = before !== null && findNewWords(next.card, before.card, rules).length > 0;
	return spoken ? { ...next, wordAt: now } : next;
}

/** Until when the card listens, or null. */
export function listensUntil({ wordAt }: CardState, now: number): number | null {
	const until = (wordAt ?? Number.NEGATIVE_INFINITY) + quietMs;
	return until > now && until <= now + quietMs ? until : null;
}
