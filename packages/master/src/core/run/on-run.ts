import type { AgentName, GuardedEvidence, Intent, RunKey, RunOutcome, RunResult } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { CardState, Work } from '../card/card-state.ts';
import { askPerson, type Ended } from '../person/ask-person.ts';
import { maxCostOf } from '../person/permission.ts';
import { addMoney } from '../start/budget.ts';
import { commentOf, greeting } from '../board/comments.ts';
import { wasUnheard } from '../board/edits.ts';
import type { Effect, Step } from '../card/effects.ts';
import { findUnticked } from '../person/second-tick.ts';
import { noteStart } from '../start/pace.ts';
import { refuseIntent } from './intents.ts';
import { onFailure } from './on-failure.ts';
import { restingChange } from '../person/pause.ts';
import type { Surroundings } from '../card/settings.ts';

/** Starts a run of a ready card: the epoch rises, the place the run was started from is remembered. */
export function start(state: CardState, agent: AgentName, runId: string, now: number): Step<CardState> {
	const run: RunKey = { runId, cardGid: state.gid, projectGid: state.projectGid, epoch: state.epoch + 1 };
	const session = state.session?.agent === agent ? state.session : null;
	const work: Work = { kind: 'queued', run, agent, from: state.place, queuedAt: now };
	const started: CardState = {
		...state,
		epoch: run.epoch,
		work,
		session,
		wait: null,
		greeted: true,
		// A merge that is lost half-way is tried again under the same approval; a coder may leave another branch head.
		approval: agent === 'Worker' ? null : state.approval,
		starts: noteStart(state.starts ?? [], now),
	};
	const change: CardChange = {
		swarmStatus: 'Running',
		...(agent === 'Worker' ? { section: 'In Progress' as const } : {}),
		...(agent === 'Reviewer' && state.place.section === 'Merging'
			? { section: 'Review' as const, agent }
			: {}),
		...(state.place.agent === null ? { agent } : {}),
		...(session === null && state.card.sessionId !== null ? { sessionId: null } : {}),
	};
	const apply: Effect = { type: 'apply', change, comment: state.greeted ? null : greeting(run, agent) };
	return [started, [{ type: 'invite', run, agent }, apply]];
}

/** A worker asks for the lease of a run. Granted once, and again to the same worker: its answer may have been lost. */
export function claim(
	state: CardState,
	by: {
		readonly run: RunKey;
		readonly workerId: string;
		readonly incarnation: string;
		/** Null where it is not known. */
		readonly machine: string | null;
		readonly now: number;
	},
): { readonly granted: boolean; readonly state: CardState } {
	const { work } = state;
	if (work.kind === 'queued' && isRun(work.run, by.run)) {
		const running: Work = {
			kind: 'running',
			run: work.run,
			agent: work.agent,
			from: work.from,
			workerId: by.workerId,
			incarnation: by.incarnation,
			claimedAt: by.now,
		};
		// It is given the card as it reads now; a merge reads no card.
		const edited = work.agent === 'Merger' && state.edited === true;
		const machine = by.machine ?? state.machine;
		return { granted: true, state: { ...state, work: running, machine, edited, unheard: null } };
	}
	const again =
		work.kind === 'running' &&
		isRun(work.run, by.run) &&
		work.workerId === by.workerId &&
		work.incarnation === by.incarnation;
	return { granted: again, state };
}

function isRun(a: RunKey, b: RunKey): boolean {
	return a.runId === b.runId && a.epoch === b.epoch;
}

/**
 * A run ended. Its cost counts whatever became of the card meanwhile (C5); anything else only if it is the card's run.
 *
 * `costUsd` is what the run is settled at: its own word, or the last seen where it could not say.
 */
export function finish(
	state: CardState,
	ended: {
		readonly run: RunKey;
		readonly result: RunResult;
		/** What is still to be booked of it; less than nothing where more was booked when it was given up. */
		readonly costUsd: number;
		/** What was set aside for it; null or absent where that is not known. US dollars. */
		readonly grantedUsd?: number | null;
	},
	around: Surroundings,
): Step<CardState> {
	const paid: CardState = {
		...state,
		spentUsd: addMoney(state.spentUsd, ended.costUsd),
		...(ended.costUsd < 0 ? { correctedUsd: addMoney(state.correctedUsd ?? 0, -ended.costUsd) } : {}),
	};
	const { work } = state;
	if (work.kind === 'idle' || !isRun(work.run, ended.run))
		return [paid, [{ type: 'apply', change: { costUsd: paid.spentUsd }, comment: null }]];
	const { result } = ended;
	const session = result.sessionId === null ? paid.session : { id: result.sessionId, agent: work.agent };
	const idle: CardState = { ...paid, session, work: { kind: 'idle' } };
	const facts: CardChange = {
		costUsd: paid.spentUsd,
		sessionId: session?.id ?? null,
		worktreePath: result.worktreePath,
	};
	if (work.kind === 'stopping') {
		const stopped: CardState = {
			...idle,
			branchHead: branchHeadAfter(result.outcome, idle),
			guarded: guardedAfter(result.outcome, idle),
			// Given while a coder was still at it: its last commit may have come after, told of or not.
			approval: work.agent === 'Worker' ? null : idle.approval,
		};
		const change = { ...facts, ...restingChange(stopped, work.agent) };
		return [stopped, [{ type: 'apply', change, comment: null }]];
	}
	const context: Ended = {
		run: ended.run,
		agent: work.agent,
		from: work.kind === 'running' || work.kind === 'queued' ? work.from : idle.place,
		costUsd: result.costUsd,
		cut: isCut(state, ended.grantedUsd ?? null, around),
		facts,
	};
	return result.outcome.kind === 'succeeded'
		? onSuccess(idle, result.outcome, context, around)
		: onFailure(idle, result.outcome, context, around);
}

/** The run was given less than its card may still cost: a day's cap cut it, or Max Cost was raised since. */
function isCut(before: CardState, grantedUsd: number | null, { settings }: Surroundings): boolean {
	if (grantedUsd === null) return false;
	return addMoney(maxCostOf(before, settings), -before.spentUsd) > addMoney(grantedUsd, 0.000_001);
}

/** A run that was told to stop may still have finished its commit. */
function branchHeadAfter(outcome: RunOutcome, state: CardState): string | null {
	return (outcome.kind === 'succeeded' ? outcome.branch?.headSha : undefined) ?? state.branchHead;
}

/** What the last run that looked saw to be guarded. */
function guardedAfter(outcome: RunOutcome, state: CardState): GuardedEvidence | null {
	const seen = outcome.kind === 'succeeded' ? outcome.branch?.guarded : undefined;
	return seen === undefined ? (state.guarded ?? null) : seen;
}

/** A merge that found guarded paths nobody ticked waits for just that: its approval of the commit stands. */
function awaitTick(
	settled: CardState,
	{ approval }: CardState,
	intent: Intent,
	ended: Ended,
): Step<CardState> {
	const change: CardChange = { ...ended.facts, swarmStatus: 'Blocked' };
	const comment = commentOf(ended.run, ended.agent, intent);
	return [{ ...settled, approval }, [{ type: 'apply', change, comment }]];
}

function onSuccess(
	state: CardState,
	outcome: Extract<RunOutcome, { kind: 'succeeded' }>,
	ended: Ended,
	around: Surroundings,
): Step<CardState> {
	const refusal = refuseIntent(ended.agent, outcome);
	if (refusal !== null)
		return onFailure(state, { kind: 'failed', code: 'INTENT_REFUSED', message: refusal }, ended, around);
	const intent = heedEdits(outcome.intent, state, ended);
	const settled: CardState = {
		...state,
		attempts: 0,
		overloads: 0,
		overloadedSince: null,
		losses: [],
		branchHead: branchHeadAfter(outcome, state),
		guarded: guardedAfter(outcome, state),
		approval: ended.agent === 'Merger' ? null : state.approval,
		findings: intent.kind === 'send-back' ? (intent.findings ?? intent.body ?? intent.headline) : null,
		plan: ended.agent === 'Planner' && intent.kind === 'advance' ? (intent.body ?? null) : state.plan,
		session: intent.agent === ended.agent ? state.session : null,
	};
	switch (intent.kind) {
		case 'send-back':
			return sendBack(settled, intent, ended, around);
		case 'clarify':
			return askPerson(settled, ended, commentOf(ended.run, ended.agent, intent), {
				resume: { section: 'Ready Queue', agent: 'Triage' },
				reason: { code: 'awaiting-clarification' },
			});
		case 'hold':
			if (findUnticked(settled) !== null && ended.agent === 'Merger')
				return awaitTick(settled, state, intent, ended);
			return [
				{ ...settled, hold: { reason: { code: 'awaiting-person', detail: intent.headline }, resume: null } },
				[
					{
						type: 'apply',
						change: { ...ended.facts, ...voidApproval(settled), swarmStatus: 'Blocked' },
						comment: commentOf(ended.run, ended.agent, intent),
					},
				],
			];
		case 'advance':
		case 'duplicate':
		case 'done':
			return [
				settled,
				[
					{
						type: 'apply',
						change: moveBy(settled, intent, ended),
						comment: commentOf(ended.run, ended.agent, intent),
					},
				],
			];
	}
}

/** An answer that went by what the card said before, or without what was said meanwhile, is asked for again. */
function heedEdits(intent: Intent, state: CardState, { run }: Ended): Intent {
	if (intent.kind === 'advance' && intent.section === 'Merging' && state.edited === true) {
		const headline = `${intent.headline} The card was edited meanwhile: it is reviewed again as it reads now.`;
		return { ...intent, section: 'Review', agent: 'Reviewer', swarmStatus: 'Idle', headline };
	}
	if (intent.kind === 'clarify' && wasUnheard(state, run)) {
		const headline = 'I had questions, and read first what came in during this run.';
		return {
			...intent,
			kind: 'advance',
			section: 'Ready Queue',
			agent: 'Triage',
			swarmStatus: 'Idle',
			headline,
		};
	}
	return intent;
}

function moveBy(state: CardState, intent: Intent, ended: Ended): CardChange {
	return {
		...ended.facts,
		...(intent.section === 'Merging' ? voidApproval(state) : {}),
		...(intent.completed ? { worktreePath: null } : {}),
		section: intent.section,
		...(intent.agent === null ? {} : { agent: intent.agent }),
		sessionId: intent.agent === ended.agent ? (ended.facts.sessionId ?? null) : null,
		swarmStatus: intent.swarmStatus,
		completed: intent.completed,
	};
}

/** An Approved that names another commit, or none yet, must not stand on the card as if it counted. */
function voidApproval({ card, approval, branchHead }: CardState): CardChange {
	const counts = approval !== null && approval.head === branchHead;
	return card.mergeApproval === 'Approved' && !counts ? { mergeApproval: 'Manual Check' } : {};
}

function sendBack(state: CardState, intent: Intent, ended: Ended, around: Surroundings): Step<CardState> {
	// Back to Review is no verdict on the work: somebody pushed after the approval.
	const reviewRounds = state.reviewRounds + (intent.section === 'Review' ? 0 : 1);
	const sent: CardState = { ...state, reviewRounds, approval: null };
	if (reviewRounds <= around.settings.maxReviewRounds) {
		const change = { ...moveBy(sent, intent, ended), ...voidApproval(sent) };
		return [sent, [{ type: 'apply', change, comment: commentOf(ended.run, ended.agent, intent) }]];
	}
	const headline = `${intent.headline} This was round ${reviewRounds}, so a person should look: comment what to do, and the Worker goes on.`;
	const reason = { code: 'awaiting-person', detail: `not accepted after ${reviewRounds} rounds` } as const;
	return askPerson(sent, ended, commentOf(ended.run, ended.agent, { ...intent, headline }), {
		resume: { section: 'Ready Queue', agent: 'Worker' },
		reason,
	});
}
