import type { RunSpec } from '@aegis/shared/domain';
import type { CardState } from '../core/card/card-state.ts';
import { hearComments, isPermitted, mayMergeUnasked, type BoardRules } from '../core/person/permission.ts';
import type { MasterTx } from '../store/master-store.ts';
import { tickedDigest } from '../core/person/second-tick.ts';
import type { RunRow } from '../store/tables.ts';

/** What a run is told. Of what others than permitted people wrote, only the card itself, which one of them put there. */
export async function specFor(
	{ cards }: MasterTx,
	state: CardState,
	row: RunRow,
	project: RunSpec['project'] & BoardRules,
): Promise<RunSpec> {
	const { commanders } = project;
	const others = await cards.neighboursOf(state.gid, state.projectGid, 50);
	return {
		runId: row.run_id,
		cardGid: state.gid,
		projectGid: state.projectGid,
		epoch: row.epoch,
		agent: state.work.kind === 'idle' ? 'Worker' : state.work.agent,
		card: { ...state.card, comments: hearComments(state.card.comments, commanders) },
		project: { gid: project.gid, name: project.name, path: project.path },
		budgetUsd: row.reserved_usd,
		resumeSessionId: state.session?.id ?? null,
		attempt: row.attempt,
		reviewRound: state.reviewRounds,
		findings: state.findings,
		plan: state.plan,
		approvedHead: state.approval?.head ?? state.branchHead,
		approvalNeeded: !mayMergeUnasked(state, project),
		guardTick: tickedDigest(state),
		otherCards: others
			.filter(({ state }) => isPermitted(commanders, state?.mandate.byGid ?? null))
			.map(({ gid, name }) => ({ gid, name })),
	};
}
