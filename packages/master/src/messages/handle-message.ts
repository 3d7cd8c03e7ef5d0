import type { Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import type { RunKey, RunSpec } from '@aegis/shared/domain';
import type { ClaimReply, Envelope, ToMaster } from '@aegis/shared/messages';
import { isBetterElsewhere } from '../core/start/affinity.ts';
import { newCard, type CardState } from '../core/card/card-state.ts';
import { onBoard } from '../core/board/on-board.ts';
import { claim } from '../core/run/on-run.ts';
import { hearComments, isPermitted, mayMergeUnasked, type BoardRules } from '../core/person/permission.ts';
import { invitation, type CardDesk } from '../desk/card-desk.ts';
import { answerHeartbeat } from '../pool/heartbeat.ts';
import { pauseWork, resumeWork, stopWorkOn } from '../desk/pausing.ts';
import type { Projects } from '../projects/projects.ts';
import { loadCard, tryParseState } from '../store/cards.ts';
import { recordEffects } from '../store/effects.ts';
import { answerSweep } from '../store/over.ts';
import { loadRun, markClaimed, noteProgress } from '../store/runs.ts';
import type { MasterTables, RunRow } from '../store/tables.ts';
import { tellBase } from './tell-base.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

type Tx = Transaction<MasterTables>;

export interface Handling {
	readonly desk: CardDesk;
	readonly projects: Projects;
	readonly pool: WorkerPool;
}

/** What each message means; runs inside the transaction that remembers it as handled. */
export async function handleMessage(
	tx: Tx,
	message: ToMaster,
	envelope: Envelope,
	handling: Handling,
): Promise<Outgoing[]> {
	const { desk, projects, pool } = handling;
	const rulesOf = (state: CardState): BoardRules => projects.settings(state.projectGid);
	switch (message.type) {
		case 'card.observed': {
			const state = await loadCard(tx, message.card.gid);
			if (state === null) return desk.take(tx, null, [newCard(message.card, message.appliedSeq), []]);
			return desk.take(tx, state, onBoard(state, { ...message, type: 'observed' }, rulesOf(state)));
		}
		case 'card.applied': {
			const state = await loadCard(tx, message.cardGid);
			if (state === null) return [];
			const { seq, outcome, detail, card } = message;
			return desk.take(
				tx,
				state,
				onBoard(state, { type: 'applied', seq, outcome, detail, card }, rulesOf(state)),
			);
		}
		case 'card.gone': {
			const state = await loadCard(tx, message.cardGid);
			return state === null ? [] : desk.take(tx, state, onBoard(state, { type: 'gone' }, rulesOf(state)));
		}
		case 'project.synced':
			return forgetMissing(tx, message, handling);
		case 'project.joined':
			return tellBase(tx, message);
		case 'project.status':
			projects.note(message.projectGid, message.state, message.detail ?? null, message.lastPollAt);
			return [];
		case 'run.claim': {
			const { reply, sent } = await grant(tx, message, handling);
			return [...sent, ...answerTo(envelope, reply)];
		}
		case 'run.progress':
			await noteProgress(tx, message.run.runId, message);
			return [];
		case 'run.finished':
			pool.release(message.run.runId);
			return desk.finish(tx, message.run, message.result);
		case 'sweep.ask':
			return answerTo(envelope, await answerSweep(tx, message));
		case 'worker.lost':
			return loseRunsOf(tx, message, envelope.at, handling);
		case 'work.pause':
			return pauseWork(tx, message, desk);
		case 'work.resume':
			return resumeWork(tx, message.target, desk);
		case 'card.stop':
			return stopWorkOn(tx, message.cardGid, message.by, desk);
		case 'worker.heartbeat': {
			const { reply, missing } = await answerHeartbeat(tx, message, envelope.at, pool);
			const sent: Outgoing[] = answerTo(envelope, reply);
			for (const row of missing)
				sent.push(...(await loseRun(tx, row, 'its worker no longer has it', desk, pool)));
			return sent;
		}
	}
}

/** The reply to whoever asked; nothing when nobody waits for one. */
export function answerTo(envelope: Envelope, message: { readonly type: string }): Outgoing[] {
	const { replyTo, correlationId } = envelope;
	if (replyTo === undefined) return [];
	return [{ to: { actor: replyTo }, message, ...(correlationId === undefined ? {} : { correlationId }) }];
}

async function forgetMissing(
	tx: Tx,
	message: Extract<ToMaster, { type: 'project.synced' }>,
	{ desk, projects }: Handling,
): Promise<Outgoing[]> {
	const { projectGid } = message;
	const present = new Set(message.cardGids);
	const rows = await tx
		.selectFrom('card')
		.select('gid')
		.where('project_gid', '=', projectGid)
		.where('present', '=', 1)
		.execute();
	const sent: Outgoing[] = [];
	for (const { gid } of rows) {
		const state = present.has(gid) ? null : await loadCard(tx, gid);
		if (state !== null)
			sent.push(
				...(await desk.take(tx, state, onBoard(state, { type: 'gone' }, projects.settings(projectGid)))),
			);
	}
	return sent;
}

/** Long enough for the queue to find somebody else, milliseconds. */
const restMs = 250;

type Claim = Extract<ToMaster, { type: 'run.claim' }>;

async function grant(
	tx: Tx,
	message: Claim,
	{ projects, pool, desk }: Handling,
): Promise<{ reply: ClaimReply; sent: Outgoing[] }> {
	const state = await loadCard(tx, message.run.cardGid);
	const project = projects.get(message.run.projectGid);
	if (state === null || project === null) return refused('unknown card or project');
	const now = Date.now();
	const machine = pool.get(message.workerId)?.host ?? null;
	if (isBetterElsewhere(state, machine, (host) => pool.freeSlots(host), now)) return leaveToAnother(state);
	const decided = claim(state, { ...message, machine, now });
	const row = await loadRun(tx, message.run.runId);
	if (!decided.granted || row === null || row.state === 'finished') {
		return refused('the run is over or belongs to another worker');
	}
	await markClaimed(tx, message.run.runId, {
		workerId: message.workerId,
		incarnation: message.incarnation,
		now,
	});
	const { cardGid: card, runId: run, epoch } = message.run;
	await recordEffects(tx, [{ kind: 'granted', card, run, epoch, worker: message.workerId }]);
	const sent = await desk.take(tx, state, [decided.state, []]);
	pool.renew(message.run.runId);
	const rules: BoardRules = projects.settings(project.gid);
	const spec = await specFor(tx, decided.state, row, { ...project, ...rules });
	return { reply: { type: 'claim.reply', granted: true, leaseMs: pool.leaseMs, spec }, sent };
}

/** Offers the run again; whoever has just asked rests meanwhile. */
function leaveToAnother({ work }: CardState): { reply: ClaimReply; sent: Outgoing[] } {
	const why = 'another machine has the card’s worktree and can take it';
	const reply: ClaimReply = { type: 'claim.reply', granted: false, why, restMs };
	return { reply, sent: work.kind === 'queued' ? [invitation(work.run, work.agent)] : [] };
}

function refused(why: string): { reply: ClaimReply; sent: Outgoing[] } {
	return { reply: { type: 'claim.reply', granted: false, why }, sent: [] };
}

/** What a run is told. Of what others than permitted people wrote, only the card itself, which one of them put there. */
async function specFor(
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

async function loseRunsOf(
	tx: Tx,
	lost: { readonly workerId: string; readonly incarnation: string | null; readonly why: string },
	saidAt: number,
	{ desk, pool }: Handling,
): Promise<Outgoing[]> {
	let query = tx
		.selectFrom('run')
		.selectAll()
		.where('state', '=', 'running')
		.where('worker_id', '=', lost.workerId);
	// Told late by another supervisor: what the worker has claimed since, it claimed in another life.
	if (saidAt > 0) query = query.where('started_at', '<=', saidAt);
	if (lost.incarnation !== null) query = query.where('incarnation', '=', lost.incarnation);
	const sent: Outgoing[] = [];
	for (const row of await query.execute()) {
		const lose = () => loseRun(tx, row, lost.why, desk, pool);
		sent.push(...(await desk.attempt(tx, row.card_gid, lose)));
	}
	return sent;
}

/** Ends a run whose worker is gone. What it had cost is what was last seen of it. */
export async function loseRun(
	tx: Tx,
	row: RunRow,
	why: string,
	desk: CardDesk,
	pool: WorkerPool,
): Promise<Outgoing[]> {
	pool.release(row.run_id);
	await recordEffects(tx, [{ kind: 'lost', card: row.card_gid, run: row.run_id, why }]);
	return desk.finish(tx, keyOf(row), {
		outcome: { kind: 'lost', why },
		costUsd: null,
		sessionId: row.session_id,
		turns: null,
		durationMs: Date.now() - (row.started_at ?? row.queued_at),
		worktreePath: null,
	});
}

export function keyOf(row: RunRow): RunKey {
	return { runId: row.run_id, cardGid: row.card_gid, projectGid: row.project_gid, epoch: row.epoch };
}
