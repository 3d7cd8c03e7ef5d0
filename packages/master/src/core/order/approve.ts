import { operatorGid } from '@aegis/shared/domain';
import type { CardState } from '../card/card-state.ts';
import type { Effect } from '../card/effects.ts';
import { hearOperator, operatorComment, refuse, type Given, type Ruling } from './ruling.ts';

/** The operator permits the merge of one commit: the branch's head that they have looked at. */
export function approve(state: CardState, given: Given, head: string | null): Ruling {
	if (state.place.section !== 'Merging') return refuse(state, 'Nothing waits to be merged here.');
	if (state.work.kind !== 'idle') return refuse(state, 'A run is under way; see first how it ends.');
	if (head !== state.branchHead)
		return refuse(
			state,
			`The branch is at ${shorten(state.branchHead)} now, not at ${shorten(head)} any more: look at the new diff first.`,
		);
	// A board without fields takes just this word for an approval; on others it says who gave it.
	const said = hearOperator(state, given, 'Approved');
	const approved: CardState = {
		...said,
		card: { ...said.card, mergeApproval: 'Approved', approvedByGid: operatorGid },
		approval: { head },
		approvalRefused: false,
		...(state.hold?.resume === null ? { hold: null, attempts: 0, losses: [] } : {}),
	};
	const apply: Effect = {
		type: 'apply',
		change: { mergeApproval: 'Approved' },
		comment: operatorComment(given, 'Approved'),
	};
	return {
		accepted: true,
		text: `Approved ${shorten(head)}. It is merged as soon as the lane is free.`,
		step: [approved, [apply]],
	};
}

function shorten(sha: string | null): string {
	return sha === null ? 'an unknown commit' : sha.slice(0, 9);
}
