import test from 'ava';
import { checkStep } from '../../../src/core/card/invariants.ts';
import { agentNames } from '@aegis/shared/domain';
import type { CardChange } from '@aegis/shared/messages';
import type { RunOutcome, RunResult } from '@aegis/shared/domain';
import type { CardState } from '../../../src/core/card/card-state.ts';
import type { Effect } from '../../../src/core/card/effects.ts';
import { claim, finish, start } from '../../../src/core/run/on-run.ts';
import { stopWork } from '../../../src/core/board/on-board.ts';
import {
	around,
	cardAt,
	commit,
	goodOutcome,
	intent,
	now,
	result,
	running,
	succeeded,
	worker,
} from '../../helpers/cards.ts';

const coding = running(cardAt({ agent: 'Worker' }), 'Worker');
const reviewing = running(cardAt({ section: 'Review', agent: 'Reviewer' }), 'Reviewer');

function end(state: CardState, outcome: RunOutcome, change: Partial<RunResult> = {}) {
	if (state.work.kind === 'idle') throw new Error('nothing runs');
	const ended = result(outcome, change);
	return finish(state, { run: state.work.run, result: ended, costUsd: ended.costUsd ?? 0 }, around());
}

function changeOf(effects: readonly Effect[]): CardChange {
	const [effect] = effects;
	return effect?.type === 'apply' ? effect.change : {};
}

test('a start raises the epoch, invites, greets once and says what runs', (t) => {
	const [state, effects] = start(
		cardAt({ sessionId: 'old' }, { epoch: 4, wait: null }),
		'Triage',
		'run-1',
		now,
	);
	t.like(state, { epoch: 5, greeted: true, work: { kind: 'queued', agent: 'Triage', run: { epoch: 5 } } });
	t.like(effects, {
		0: { type: 'invite', run: { runId: 'run-1', cardGid: 'card-1', projectGid: 'project-1', epoch: 5 } },
		1: {
			change: { swarmStatus: 'Running', agent: 'Triage', sessionId: null },
			comment: { persona: 'Triage' },
		},
	});
	const [, again] = start({ ...state, work: { kind: 'idle' } }, 'Triage', 'run-2', now);
	t.like(again, { 1: { comment: null } });
});

test('a coder’s card goes to In Progress, and no approval outlives its start', (t) => {
	const [state, effects] = start(
		cardAt({ agent: 'Worker' }, { approval: { head: 'h' } }),
		'Worker',
		'r',
		now,
	);
	t.is(state.approval, null);
	t.like(effects, { 1: { change: { section: 'In Progress' } } });
	t.deepEqual(start(cardAt({}, { approval: { head: 'h' } }), 'Merger', 'r', now)[0].approval, { head: 'h' });
});

test('a session goes on with the same agent only', (t) => {
	const state = cardAt({}, { session: { id: 's', agent: 'Worker' } });
	t.deepEqual(start(state, 'Worker', 'r', now)[0].session, state.session);
	t.is(start(state, 'Reviewer', 'r', now)[0].session, null);
});

test('a lease is for one run, one worker, one process', (t) => {
	const [queued] = start(cardAt(), 'Triage', 'run-1', now);
	if (queued.work.kind !== 'queued') return t.fail();
	const { run } = queued.work;
	const { granted, state } = claim(queued, { run, ...worker, now });
	t.true(granted);
	t.true(claim(state, { run, ...worker, now }).granted, 'the answer may have been lost');
	t.false(claim(state, { run, ...worker, workerId: 'worker-2', now }).granted);
	t.false(claim(state, { run, ...worker, incarnation: 'second', now }).granted);
	t.false(claim(queued, { run: { ...run, epoch: 2 }, ...worker, now }).granted);
	t.false(claim(queued, { run: { ...run, runId: 'other' }, ...worker, now }).granted);
	t.false(claim(cardAt(), { run, ...worker, now }).granted);
});

for (const [agent, section, next] of [
	['Triage', 'Planning', 'Planner'],
	['Planner', 'Ready Queue', 'Worker'],
	['Worker', 'Review', 'Reviewer'],
	['Reviewer', 'Merging', 'Merger'],
	['Merger', 'Done', undefined],
	['Documentation', 'Done', undefined],
] as const)
	test(`after the ${agent} the card goes to ${section}`, (t) => {
		const [state, effects] = end(running(cardAt({ section: 'Review' }), agent), goodOutcome(agent));
		t.is(state.work.kind, 'idle');
		t.like(changeOf(effects), { section, costUsd: 0.1, completed: section === 'Done', sessionId: null });
		t.is(changeOf(effects).agent, next);
		t.is(state.branchHead, agent === 'Worker' ? 'head-1' : null);
		t.is(state.plan, agent === 'Planner' ? 'The plan.' : null);
	});

for (const agent of agentNames)
	for (const outcome of [
		{ kind: 'failed', code: 'X', message: 'red' },
		{ kind: 'timed-out', afterMs: 1 },
		{ kind: 'stalled', silentMs: 1 },
		{ kind: 'over-budget', spentUsd: 2 },
		{ kind: 'cancelled', why: 'shutdown' },
		{ kind: 'usage-limited', until: null },
		{ kind: 'overloaded', detail: '529' },
		{ kind: 'lost', why: 'killed' },
		succeeded(intent({ kind: 'advance', section: 'Drafts' })),
	] as const)
		test(`the ${agent} ends ${outcome.kind}: paid, idle, and not moved on`, (t) => {
			const before = running(cardAt({ section: 'Review', agent }), agent);
			const [state, effects] = end(before, outcome);
			t.is(state.work.kind, 'idle');
			t.is(state.spentUsd, 0.1);
			t.is(effects.length, 1);
			const { section, completed } = changeOf(effects);
			t.is(section, agent === 'Worker' ? 'Ready Queue' : undefined);
			t.is(completed, undefined);
			if (outcome.kind === 'over-budget') t.is(state.exhaustedAtUsd, 2);
			const counts = ['failed', 'timed-out', 'stalled', 'succeeded'].includes(outcome.kind);
			t.is(state.attempts, counts ? 1 : 0);
		});

test('the last attempt asks a person, and says where it goes on', (t) => {
	const failed = { kind: 'failed', code: 'X', message: 'red', evidence: 'line 1' } as const;
	const [state, effects] = end({ ...reviewing, attempts: 2 }, failed);
	t.like(state.hold, {
		resume: { section: 'Review', agent: 'Reviewer' },
		reason: { code: 'awaiting-person' },
	});
	t.like(effects, {
		0: { change: { section: 'Clarification Needed', swarmStatus: 'Blocked' }, comment: { body: 'line 1' } },
	});
	t.is(state.findings, 'red\n\nline 1');
});

test('the third lost worker quarantines the card where it stands', (t) => {
	const [state, effects] = end({ ...reviewing, losses: [now - 2, now - 1] }, { kind: 'lost', why: 'killed' });
	t.like(state.hold, { reason: { code: 'quarantined' }, resume: null });
	t.like(effects, { 0: { change: { swarmStatus: 'Blocked' }, comment: { persona: 'Reviewer' } } });
});

test('a question goes to the person, and its answer to the Triage', (t) => {
	const asks = intent({ kind: 'clarify', section: 'Clarification Needed', body: '1. Which?' });
	const [state, effects] = end(running(cardAt(), 'Triage'), succeeded(asks));
	t.like(state.hold, {
		resume: { section: 'Ready Queue', agent: 'Triage' },
		reason: { code: 'awaiting-clarification' },
	});
	t.like(effects, { 0: { change: { section: 'Clarification Needed' }, comment: { body: '1. Which?' } } });
});

test('findings go back to the coder, until a person has to look', (t) => {
	const sent = succeeded(
		intent({ kind: 'send-back', section: 'Ready Queue', agent: 'Worker', findings: 'red' }),
	);
	const [first, effects] = end(reviewing, sent);
	t.like(first, { reviewRounds: 1, findings: 'red', approval: null, hold: null });
	t.like(changeOf(effects), { section: 'Ready Queue', agent: 'Worker' });
	const [last, asked] = end({ ...reviewing, reviewRounds: 2 }, sent);
	t.like(last, { reviewRounds: 3, hold: { resume: { section: 'Ready Queue', agent: 'Worker' } } });
	t.is(changeOf(asked).section, 'Clarification Needed');
	t.is(end(coding, goodOutcome('Worker'))[0].findings, null, 'done, they are forgotten');
});

test('a merge uses its approval up; one that is lost half-way does not', (t) => {
	const card = { section: 'Merging', mergeApproval: 'Approved' };
	const merging = running(cardAt(card, { approval: { head: 'h' }, branchHead: 'h' }), 'Merger');
	t.is(end(merging, goodOutcome('Merger'))[0].approval, null);
	const [held, effects] = end(
		merging,
		succeeded(intent({ kind: 'hold', section: 'Merging', headline: 'Look.' })),
	);
	t.like(held, {
		approval: null,
		hold: { reason: { code: 'awaiting-person', detail: 'Look.' }, resume: null },
	});
	t.is(changeOf(effects).mergeApproval, 'Manual Check');
	t.deepEqual(end(merging, { kind: 'lost', why: 'killed' })[0].approval, { head: 'h' });
});

test('a card that comes to Merging shows no approval from before', (t) => {
	const card = { section: 'Review', mergeApproval: 'Approved' };
	const [, effects] = end(running(cardAt(card), 'Reviewer'), goodOutcome('Reviewer'));
	t.is(changeOf(effects).mergeApproval, 'Manual Check');
});

test('a stopped run is paid for and moves nothing, but its commit is known', (t) => {
	const [stopping] = stopWork(coding, 'a person moved the card');
	const early = { ...stopping, approval: { head: null } };
	t.is(end(early, { kind: 'cancelled', why: 'told to' })[0].approval, null, 'a commit may have come after');
	const [state, effects] = end(stopping, succeeded(goodOutcome('Worker').intent, commit('head-9')));
	t.like(state, { work: { kind: 'idle' }, spentUsd: 0.1, branchHead: 'head-9' });
	t.is(changeOf(effects).section, undefined);
	t.is(changeOf(effects).swarmStatus, 'Idle');
});

test('a run that is not the card’s any more costs what it cost, and nothing else', (t) => {
	const stale = { runId: 'run-0', cardGid: 'card-1', projectGid: 'project-1', epoch: 0 };
	const ended = { run: stale, result: result(goodOutcome('Worker')), costUsd: 0.3 };
	const [state, effects] = finish(coding, ended, around());
	t.deepEqual(state, { ...coding, spentUsd: 0.3 });
	t.deepEqual(effects, [{ type: 'apply', change: { costUsd: 0.3 }, comment: null }]);
});

test('a run that was given up and had cost less is taken off the card, and noted', (t) => {
	const coding = running(cardAt({ section: 'Ready Queue', agent: 'Worker' }, { spentUsd: 0.4 }), 'Worker');
	if (coding.work.kind !== 'running') return void t.fail();
	const run = { ...coding.work.run, runId: 'earlier', epoch: 0 };
	const lost = { kind: 'lost', why: 'its worker died' } as const;
	const [state] = finish(coding, { run, result: result(lost), costUsd: -0.05 }, around());
	t.deepEqual(state, { ...coding, spentUsd: 0.35, correctedUsd: 0.05 });
	t.notThrows(() => checkStep(coding, state, state, around()));
});
