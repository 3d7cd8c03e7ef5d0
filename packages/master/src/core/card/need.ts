import type { CardView } from '@aegis/shared/api';
import type { Reason } from '@aegis/shared/domain';
import type { CardState } from './card-state.ts';

/** What only a person can do for a card that waits for this reason; null for what passes by itself, or is wanted. */
export function needOf(reason: Reason | null): CardView['needs'] {
	switch (reason?.code) {
		case 'awaiting-clarification':
			return 'answer';
		case 'awaiting-approval':
			return 'approve';
		case 'awaiting-second-tick':
			return 'tick';
		case 'budget-reached':
			return 'budget';
		case 'awaiting-person':
		case 'quarantined':
		case 'unknown-agent':
			return 'look';
		case 'not-permitted':
			return 'permit';
		default:
			return null;
	}
}

/** When a card goes on by itself, in milliseconds since the epoch; null where no time is known. */
export function untilOf(reason: Reason | null): number | null {
	switch (reason?.code) {
		case 'backing-off':
		case 'usage-limit':
		case 'day-cap':
			return reason.untilMs;
		default:
			return null;
	}
}

/** The last word of Aegis's that is more than a sign of life: its questions, or what failed. */
export function lastWords({ card }: CardState): string | null {
	const said = card.comments.filter(({ own, text }) => own && !/-(?:start|wait)\s*$/.test(text));
	return said.at(-1)?.text.replace(/\s*(?:run · )?aegis:[\w.:-]{1,80}\s*$/, '') ?? null;
}
