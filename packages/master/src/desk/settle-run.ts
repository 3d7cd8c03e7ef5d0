import type { RunResult } from '@aegis/shared/domain';
import { describeFailure } from '../core/run/retry.ts';
import type { MasterTx } from '../store/master-store.ts';

/**
 * Ends a run and settles its cost: the runner's own figure, or the last one seen where it could not tell. Returns what
 * is to be counted, or null when the run had already ended and must not be counted again. Where a lost run's worker can
 * tell after all, that is what is missing from the card's spend.
 */
export async function settleRun(
	{ runs, effects }: MasterTx,
	runId: string,
	result: RunResult,
	now: number,
): Promise<number | null> {
	const row = await runs.load(runId);
	if (row === null) return null;
	// What was heard on the way may hold money that was set aside; a run's own door says in the end what it came to.
	const metered = result.metered === true && result.costUsd !== null;
	const usd = metered ? (result.costUsd ?? 0) : Math.max(result.costUsd ?? 0, row.cost_usd);
	const card = row.card_gid;
	if (row.state === 'finished') {
		if (row.cost_known === 1 || result.costUsd === null) return null;
		const message = result.outcome.kind === 'lost' ? { message: describeFailure(result.outcome) } : {};
		await runs.update(runId, { cost_usd: usd, cost_known: 1, ...message, ...usedBy(result) });
		await effects.record([{ kind: 'settle-late', card, run: runId, usd, ...(metered ? { metered } : {}) }]);
		return usd === row.cost_usd ? null : usd - row.cost_usd;
	}
	await runs.update(runId, {
		state: 'finished',
		outcome: result.outcome.kind,
		message:
			result.outcome.kind === 'succeeded' ? result.outcome.intent.headline : describeFailure(result.outcome),
		cost_usd: usd,
		cost_known: result.costUsd === null ? 0 : 1,
		session_id: result.sessionId ?? row.session_id,
		finished_at: now,
		started_at: row.started_at ?? row.queued_at,
		activity: null,
		...usedBy(result),
	});
	await effects.record([{ kind: 'settle', card, run: runId, usd, known: result.costUsd !== null }]);
	return usd;
}

function usedBy({ tokens, models = [] }: RunResult): { tokens: string | null; models: string | null } {
	return {
		tokens: tokens == null ? null : JSON.stringify(tokens),
		models: models.length === 0 ? null : models.join(','),
	};
}
