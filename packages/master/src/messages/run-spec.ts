import type { RunSpec } from '@aegis/shared/domain';
import type { CardState } from '../core/card/card-state.ts';
import { hearComments, isPermitted, mayMergeUnasked, type BoardRules } from '../core/person/permission.ts';
import { tryParseState } from '../store/cards.ts';
import type { RunRow } from '../store/tables.ts';
import type { Tx } from './handling.ts';

/** What a run is told. Of what others than permitted people wrote, only the card itself, which one of them put there. */
export async function specFor(
	tx: Tx,
	state: CardState,
	row: RunRow,
	project: RunSpec['project'] & BoardRules,
): Promise<RunSpec> {
	const { commanders } = project;
	const others = await tx
		.selectFrom('card')
		.select(['gid', 'name', 'state'])
		.where('project_gid', '=', state.projectGid)
		.where('present', '=', 1)
		.where('gid', '!=', state.gid)
		.orderBy('changed_at', 'desc')
		.limit(50)
		.execute();
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
		otherCards: others
			.filter(({ state }) => isPermitted(commanders, tryParseState(state)?.mandate.byGid ?? null))
			.map(({ gid, name }) => ({ gid, name })),
	};
}
