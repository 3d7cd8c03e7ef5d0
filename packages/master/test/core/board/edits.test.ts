import test from 'ava';
import type { CardSnapshot } from '@aegis/shared/domain';
import { onBoard } from '../../../src/core/board/on-board.ts';
import { listensUntil, noteWords, quietMs } from '../../../src/core/board/words.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import type { Effect } from '../../../src/core/card/effects.ts';
import { claim, finish, start } from '../../../src/core/run/on-run.ts';
import { assess } from '../../../src/core/start/assess.ts';
import {
	around,
	cardAt,
	commit,
	goodOutcome,
	intent,
	now,
	result,
	running,
	settings,
	succeeded,
	worker,
} from '../../helpers/cards.ts';

const auto = { mergeApproval: 'Auto-Approve' } as const;
const rules = settings();

function observe(state: CardState, card: Partial<CardSnapshot>) {
	const read = { ...state.card, ...card };
	return onBoard(state, { type: 'observed', card: read, appliedSeq: state.appliedSeq }, rules);
}

function words(effects: readonly Effect[]): string[] {
	return effects.flatMap((effect) =>
		effect.type === 'apply' && effect.comment !== null ? [effect.comment.headline] : [],
	);
}

function end(state: CardState, outcome = goodOutcome('Reviewer')) {
	if (state.work.kind !== 'running') throw new Error('nothing runs');
	return finish(state, { run: state.work.run, result: result(outcome), costUsd: 0.1 }, around());
}

const said = (gid: string, text = 'STOP') => ({
	gid,
	authorGid: 'person',
	authorName: 'Ada',
	text,
	createdAt: '2030-01-01T00:00:00.000Z',
	own: false,
});

test('a card edited during its review is reviewed again as it reads now', (t) => {
	const reviewing = running(cardAt({ section: 'Review', agent: 'Reviewer', ...auto }), 'Reviewer');
	const [edited, told] = observe(reviewing, { notes: 'The opposite.' });
	t.is(edited.work.kind, 'running');
	t.regex(words(told).join(), /edited during this run/);

	const [after, effects] = end(edited);
	t.like(effects, { 0: { change: { section: 'Review', agent: 'Reviewer' } } });
	const again = running({ ...after, card: { ...after.card, section: 'Review' } }, 'Reviewer', 'run-2');
	t.like(end(again)[1], { 0: { change: { section: 'Merging', agent: 'Merger' } } });
});

test('a card edited during a merge stops it and is reviewed before the next', (t) => {
	const merging = running(cardAt({ section: 'Merging', agent: 'Merger', ...auto }), 'Merger');
	const [edited, effects] = observe(merging, { name: 'Add no greeting' });
	t.is(edited.work.kind, 'stopping');
	t.like(effects, { 0: { type: 'cancel', why: 'the card was edited' } });
	t.regex(words(effects).join(), /stopped the merge/);

	const idle: CardState = { ...edited, work: { kind: 'idle' } };
	t.like(assess(idle, around()), { kind: 'ready', agent: 'Reviewer' });
	const [reviewing, moved] = start(idle, 'Reviewer', 'run-2', now);
	t.like(
		moved.find(({ type }) => type === 'apply'),
		{ change: { section: 'Review', agent: 'Reviewer' } },
	);
	if (reviewing.work.kind !== 'queued') return t.fail('nothing was queued');
	const read = claim(reviewing, { run: reviewing.work.run, ...worker, now }).state;
	t.false(read.edited);
});

test('a merge that nobody has taken yet does not start on a card that was edited', (t) => {
	const [queued] = start(cardAt({ section: 'Merging', agent: 'Merger', ...auto }), 'Merger', 'run-1', now);
	const [edited] = observe(queued, { notes: 'The opposite.' });
	t.is(edited.work.kind, 'idle');
	t.like(assess(edited, around()), { kind: 'ready', agent: 'Reviewer' });
});

test('an approval is of what the card said; a later one is good once the card was reviewed', (t) => {
	const waiting = cardAt(
		{ section: 'Merging', agent: 'Merger', mergeApproval: 'Approved' },
		{ approval: { head: 'head-1' }, branchHead: 'head-1' },
	);
	const [edited] = observe(waiting, { notes: 'The opposite.' });
	t.is(edited.approval, null);
	t.is(assess(edited, around()).kind, 'waiting');

	const [asked] = observe(edited, { mergeApproval: 'Manual Check' });
	const [approved] = observe(asked, { mergeApproval: 'Approved' });
	t.like(assess(approved, around()), { kind: 'ready', agent: 'Reviewer' });
	const [after, effects] = end(running(approved, 'Reviewer'));
	t.like(effects, { 0: { change: { section: 'Merging' } } });
	t.deepEqual(after.approval, { head: 'head-1' });
	t.false('mergeApproval' in (effects[0] as { change: object }).change);
});

test('an edit during the Worker’s run is told, and the review that follows reads it', (t) => {
	const working = running(cardAt({ section: 'In Progress', agent: 'Worker', ...auto }), 'Worker');
	const [edited, told] = observe(working, { notes: 'The opposite.' });
	t.regex(words(told).join(), /reviewed as it reads now/);
	t.true(edited.edited);
	const [after] = end(edited, goodOutcome('Worker'));
	t.true(after.edited, 'until an agent has read it');
	t.false(running(after, 'Reviewer', 'run-2').edited);
});

test('an edit of a card nobody builds marks nothing', (t) =>
	t.is(observe(cardAt(), { notes: 'More.' })[0].edited, undefined));

test('a comment during a run is answered at once, and once', (t) => {
	const working = running(cardAt({ section: 'In Progress', agent: 'Worker' }), 'Worker');
	const [heard, told] = observe(working, { comments: [said('1')] });
	t.is(heard.work.kind, 'running');
	t.regex(words(told).join(), /comes with the next run/);
	t.deepEqual(words(observe(heard, { comments: [said('1'), said('2')] })[1]), []);
	t.deepEqual(words(observe(working, { comments: [{ ...said('1'), own: true }] })[1]), []);
});

test('what somebody says who may not command is not answered', (t) => {
	const working = running(cardAt({ section: 'In Progress', agent: 'Worker' }), 'Worker');
	const read = { ...working.card, comments: [said('1')] };
	const event = { type: 'observed', card: read, appliedSeq: working.appliedSeq } as const;
	t.deepEqual(words(onBoard(working, event, settings({ commanders: ['ann'] }))[1]), []);
});

test('a comment during a merge stops it, and the next one reads it', (t) => {
	const merging = running(cardAt({ section: 'Merging', agent: 'Merger', ...auto }), 'Merger');
	const [stopped, effects] = observe(merging, { comments: [said('1')] });
	t.is(stopped.work.kind, 'stopping');
	t.like(effects, { 0: { type: 'cancel' } });
	const idle: CardState = { ...stopped, work: { kind: 'idle' } };
	t.like(assess(idle, around()), { kind: 'ready', agent: 'Merger' });
});

test('questions are not asked of somebody who spoke during the run: what they said is read first', (t) => {
	const triaging = running(cardAt({ agent: 'Triage' }), 'Triage');
	const asks = succeeded(intent({ kind: 'clarify', section: 'Clarification Needed', body: '1. Which?' }));
	t.like(end(triaging, asks)[1], { 0: { change: { section: 'Clarification Needed' } } });
	const [heard] = observe(triaging, { comments: [said('1', 'In French.')] });
	const [after, effects] = end(heard, asks);
	t.is(after.hold, null);
	t.like(effects, { 0: { change: { section: 'Ready Queue', agent: 'Triage' } } });
	t.like(end(running(after, 'Triage', 'run-2'), asks)[1], {
		0: { change: { section: 'Clarification Needed' } },
	});
});

test('nothing starts in the middle of what a person says', (t) => {
	const before = cardAt({ agent: 'Triage' });
	const [spoken] = observe(before, { comments: [said('1')] });
	const state = noteWords(before, spoken, rules, now);
	t.like(assess(state, around()), { kind: 'waiting', reason: { code: 'listening' }, untilMs: now + quietMs });
	t.is(assess(state, around({ now: now + quietMs })).kind, 'ready');
	t.is(
		noteWords(null, spoken, rules, now).wordAt,
		undefined,
		'what stood there before it was known is no news',
	);
	t.is(
		listensUntil({ ...state, wordAt: now + 60_000 }, now),
		null,
		'a clock that was set back keeps nothing waiting',
	);
});

test('a review of another head keeps no approval', (t) => {
	const reviewing = running(
		cardAt({ section: 'Review', mergeApproval: 'Approved' }, { branchHead: 'head-1', approval: null }),
		'Reviewer',
	);
	t.like(end(reviewing, { ...goodOutcome('Reviewer'), ...commit('head-2') })[1], {
		0: { change: { section: 'Merging', mergeApproval: 'Manual Check' } },
	});
});
