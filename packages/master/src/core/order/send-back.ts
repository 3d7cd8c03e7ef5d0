import type { CardState } from '../card/card-state.ts';
import { hearOperator, operatorComment, putCard, refuse, type Given, type Ruling } from './ruling.ts';

const stages: readonly (string | null)[] = ['Review', 'Merging', 'In Progress'];

/** The operator does not accept the work: the Worker has it again, with the comment as its findings. */
export function sendBack(state: CardState, given: Given, text: string): Ruling {
	if (!stages.includes(state.place.section))
		return refuse(state, 'There is no work here to send back; write a comment instead.');
	const voided = state.card.mergeApproval === 'Approved' ? { mergeApproval: 'Manual Check' as const } : {};
	const said: CardState = { ...hearOperator(state, given, text), findings: text, approval: null };
	const step = putCard(said, given, {
		change: { section: 'Ready Queue', agent: 'Worker', ...voided },
		comment: operatorComment(given, text),
	});
	return { accepted: true, text: 'Sent back: the Worker goes on with your comment.', step };
}
