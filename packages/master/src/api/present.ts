import { describeReason, operatorGid, Reason, TokensUsed, type CardComment } from '@aegis/shared/domain';
import type { CardView, CommentView, RunView, WorkerView } from '@aegis/shared/api';
import { lastWords, needOf, untilOf } from '../core/card/need.ts';
import { tickedDigest } from '../core/person/second-tick.ts';
import { maxCostOf } from '../core/person/permission.ts';
import type { ProjectSettings } from '../core/card/settings.ts';
import { tryParseState } from '../store/cards.ts';
import type { CardRow, RunRow } from '../store/tables.ts';
import type { PooledWorker } from '../pool/worker-pool.ts';

/** A run as people see it. A finished run whose cost nobody could tell says so with null. */
export function presentRun(row: RunRow): RunView {
	return {
		runId: row.run_id,
		cardGid: row.card_gid,
		cardName: row.card_name,
		projectGid: row.project_gid,
		agent: row.agent,
		attempt: row.attempt,
		epoch: row.epoch,
		state: row.state === 'queued' ? 'queued' : row.state === 'running' ? 'running' : 'finished',
		outcome: row.outcome,
		message: row.message,
		costUsd: row.cost_known === 0 && row.cost_usd === 0 ? null : row.cost_usd,
		workerId: row.worker_id,
		queuedAt: row.queued_at,
		startedAt: row.started_at,
		finishedAt: row.finished_at,
		activity: row.activity,
		tokens: row.tokens === null ? null : TokensUsed.parse(JSON.parse(row.tokens)),
		models: row.models?.split(',') ?? [],
	};
}

/** A card as people see it; one whose state cannot be read, as far as its columns tell. */
export function presentCard(row: CardRow, run: RunRow | null, settings: ProjectSettings): CardView {
	const state = tryParseState(row.state);
	const reason = row.reason === null ? null : Reason.parse(JSON.parse(row.reason));
	return {
		gid: row.gid,
		projectGid: row.project_gid,
		name: row.name,
		url: state?.card.url ?? null,
		section: state?.place.section ?? null,
		agent: state?.place.agent ?? row.agent,
		completed: row.completed === 1,
		state: standingOf(row, state?.work.kind ?? 'idle'),
		reason: reason === null ? null : { code: reason.code, text: describeReason(reason) },
		needs: needOf(reason),
		untilMs: untilOf(reason),
		asks: state === null || needOf(reason) === null ? null : lastWords(state),
		head: state?.branchHead ?? null,
		guarded: state?.guarded == null ? null : { ...state.guarded, ticked: tickedDigest(state) !== null },
		costUsd: state?.spentUsd ?? 0,
		maxCostUsd: state === null ? settings.defaultMaxCostUsd : maxCostOf(state, settings),
		run: run === null ? null : presentRun(run),
		changedAt: row.changed_at,
	};
}

/** A comment as people see it. */
export function presentComment({
	gid,
	authorGid,
	authorName,
	text,
	createdAt,
	own,
}: CardComment): CommentView {
	const kind = own ? 'aegis' : authorGid === operatorGid ? 'operator' : 'person';
	return { gid, author: authorName, kind, text, at: createdAt };
}

function standingOf(row: CardRow, work: string): CardView['state'] {
	if (work === 'queued') return 'queued';
	if (work !== 'idle') return 'running';
	if (row.standing !== 'idle') return 'waiting';
	return row.completed === 1 ? 'done' : 'idle';
}

/**
 * A worker as people see it, with the runs it was granted. What its heartbeats say of them comes seconds later, and would
 * stand on the page as idle beside a card that it works on.
 */
export function presentWorker(
	worker: PooledWorker,
	alive: boolean,
	open: readonly Pick<RunRow, 'run_id' | 'worker_id' | 'state'>[],
): WorkerView {
	const running = open
		.filter((row) => row.state === 'running' && row.worker_id === worker.workerId)
		.map((row) => row.run_id);
	return {
		workerId: worker.workerId,
		host: worker.host,
		pid: worker.pid,
		slots: worker.slots,
		running,
		state: !alive ? 'silent' : worker.stopping ? 'stopping' : running.length > 0 ? 'busy' : 'idle',
		heartbeatAt: worker.seenAtWall,
	};
}
