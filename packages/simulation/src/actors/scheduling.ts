import { rankPriority } from '@aegis/master/core/start/priority';
import { schedule, type Candidate, type Occupant } from '@aegis/master/core/start/schedule';
import type { Sending } from '../transport/durable-actor.ts';
import type { CardDesk } from './card-desk.ts';
import type { CardRow, MasterStore } from './master-store.ts';
import type { WorkerPool } from './worker-pool.ts';

const repository = '/repository';

/** Starts what may start now, as the real scheduler says, and notes why the rest does not. */
export function schedulePass(
	store: MasterStore,
	desk: CardDesk,
	pool: WorkerPool,
	wallNow: number,
): Sending[] {
	const candidates: Candidate[] = [];
	const occupants: Occupant[] = [];
	for (const { state, assessment, readySince } of store.cards.values()) {
		const { projectGid } = state;
		if (assessment.kind === 'ready') {
			const { rank, dueOn } = state.card;
			const { agent } = assessment;
			const priority = rankPriority(state.card.priority);
			candidates.push({
				cardGid: state.gid,
				projectGid,
				repository,
				agent,
				priority,
				rank,
				dueOn,
				readySince,
			});
		} else if (state.work.kind !== 'idle') {
			occupants.push({ projectGid, repository, agent: state.work.agent, cardName: state.card.name });
		}
	}
	if (candidates.length === 0) return [];
	const plan = schedule(candidates, occupants, {
		...pool.room(),
		total: null,
		lastStart: () => 0,
		project: () => null,
		agent: () => null,
	});
	const sendings = plan.starts.flatMap(({ cardGid }) => desk.start(cardGid));
	for (const [gid, reason] of plan.reasons) {
		const row = store.cards.get(gid) as CardRow;
		if (JSON.stringify(row.reason) !== JSON.stringify(reason))
			store.cards.set(gid, { ...row, reason, reasonSince: wallNow });
	}
	return sendings;
}
