import type { CardView } from '@aegis/shared/api';

/** What a wait for a card has come to; null where it goes on. */
export type Waited = 'done' | 'needs-person' | 'unknown' | null;

/**
 * How long a card may be unknown or at rest before that is believed: a board is read every few seconds, and a card that was
 * just written or moved is seen where it was before. Milliseconds.
 */
export const settleMs = 30_000;

/** `card` is null where the master knows none; `waitedMs` is how long it has been looked at. */
export function judgeWait(card: Pick<CardView, 'state' | 'needs'> | null, waitedMs: number): Waited {
	if (card === null) return waitedMs < settleMs ? null : 'unknown';
	if (card.state === 'done') return 'done';
	if (card.needs !== null) return 'needs-person';
	return card.state === 'idle' && waitedMs >= settleMs ? 'needs-person' : null;
}
