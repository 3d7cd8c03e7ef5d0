import type { CardState } from '../core/card/card-state.ts';
import type { Assessment } from '../core/start/assess.ts';
import { rankPriority } from '../core/start/priority.ts';
import type { MasterTx } from '../store/master-store.ts';

/** What is not known comes last in every engine's order; null would not. */
const lastDay = '9999-12-31';
const lastRank = Number.MAX_SAFE_INTEGER;

/** Saves a card with what it is ready for, and the columns the scheduler and the views search by. */
export async function saveCard(
	{ cards }: MasterTx,
	state: CardState,
	assessment: Assessment,
	now: number,
): Promise<void> {
	const before = await cards.standing(state.gid);
	const standing = assessment.kind;
	const reason = assessment.kind === 'waiting' ? JSON.stringify(assessment.reason) : null;
	const sameReason = before !== null && before.reason === reason;
	await cards.put({
		gid: state.gid,
		project_gid: state.projectGid,
		state,
		name: state.card.name,
		standing,
		agent:
			assessment.kind === 'ready' ? assessment.agent : state.work.kind === 'idle' ? null : state.work.agent,
		reason,
		reason_since: reason === null ? null : sameReason ? before.reason_since : now,
		wake_at: assessment.kind === 'waiting' ? assessment.untilMs : null,
		ready_since: standing !== 'ready' ? null : before?.standing === 'ready' ? before.ready_since : now,
		priority: rankPriority(state.card.priority),
		rank: state.card.rank ?? lastRank,
		due_on: state.card.dueOn ?? lastDay,
		completed: state.place.completed ? 1 : 0,
		present: state.present ? 1 : 0,
		changed_at: now,
	});
}
