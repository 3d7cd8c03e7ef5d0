import test from 'ava';
import { operatorGid } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import type { CardAct } from '@aegis/shared/messages';
import { compose } from '../../../src/core/board/compose.ts';
import { onBoard } from '../../../src/core/board/on-board.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { obey } from '../../../src/core/order/obey.ts';
import { assess } from '../../../src/core/start/assess.ts';
import { around, cardAt, now, running, settings } from '../../helpers/cards.ts';

const given = { orderId: 'order-1', by: 'Ada', at: now };
/** A project in which one user may command, who is not the operator. */
const strict = around({ settings: settings({ commanders: ['7'] }) });

function order(state: CardState, act: CardAct) {
	const { accepted, text, step } = obey(state, act, given);
	return { accepted, text, effects: step[1], composed: compose(step, strict) };
}

/** The card once the board has done the command and was read again: `change` is what it says since. */
function readBack(state: CardState, change: Partial<CardState['card']>): CardState {
	const card = snapshot({ ...state.card, ...state.place, ...change });
	return onBoard(state, { type: 'observed', appliedSeq: state.seq, card }, strict.settings)[0];
}

const asking = cardAt(
	{ section: 'Clarification Needed', agent: 'Planner', movedByGid: '7' },
	{ hold: { reason: { code: 'awaiting-clarification' }, resume: { section: 'Planning', agent: 'Planner' } } },
);

test('an answer sends the card back to who asked, and its words go to the board under the name', (t) => {
	const { accepted, text, composed } = order(asking, { kind: 'comment', text: 'Use tabs.' });
	t.true(accepted, text);
	t.like(composed.apply, {
		expectSection: 'Clarification Needed',
		change: { section: 'Planning', agent: 'Planner', swarmStatus: 'Idle' },
		comment: { ref: 'operator-order-1', operator: 'Ada', body: 'Use tabs.' },
	});
	t.is(composed.state.hold, null);
	const back = readBack(composed.state, { section: 'Planning', agent: 'Planner' });
	t.like(assess(back, strict), { kind: 'ready', agent: 'Planner' });
});

test('a comment on a card that was set aside lets it go on; on one that runs it only says something', (t) => {
	const aside = cardAt(
		{ movedByGid: '7' },
		{ hold: { reason: { code: 'quarantined', because: 'x' }, resume: null }, losses: [1, 2, 3] },
	);
	t.like(order(aside, { kind: 'comment', text: 'Again.' }).composed.state, { hold: null, losses: [] });
	const busy = running(cardAt({ agent: 'Worker', movedByGid: '7' }), 'Worker');
	const said = order(busy, { kind: 'comment', text: 'Mind the tests.' });
	t.deepEqual(
		said.effects.map(({ type }) => type),
		['apply'],
	);
	t.is(said.composed.state.work.kind, 'running');
	t.regex(said.text, /next run/);
});

const merging = cardAt(
	{ section: 'Merging', agent: 'Merger', movedByGid: '7', mergeApproval: 'Manual Check' },
	{ branchHead: 'abc' },
);

test('an approval names its commit, and holds once the board shows it', (t) => {
	t.like(assess(merging, strict), { reason: { code: 'awaiting-approval' } });
	const { composed } = order(merging, { kind: 'approve', head: 'abc' });
	t.like(composed.apply?.change, { mergeApproval: 'Approved' });
	t.like(assess(composed.state, strict), { reason: { code: 'updating-board' } });
	// The history of the board names Aegis's own account, which may not approve.
	const back = readBack(composed.state, { mergeApproval: 'Approved', approvedByGid: '1' });
	t.deepEqual(back.approval, { head: 'abc' });
	t.like(assess(back, strict), { kind: 'ready', agent: 'Merger' });
});

test('an approval of another commit, of a running card or outside Merging is refused and changes nothing', (t) => {
	for (const [state, head] of [
		[merging, 'old'],
		[merging, null],
		[running(merging, 'Merger'), 'abc'],
		[cardAt({ section: 'Review' }, { branchHead: 'abc' }), 'abc'],
	] as const) {
		const ruling = obey(state, { kind: 'approve', head }, given);
		t.false(ruling.accepted, ruling.text);
		t.deepEqual(ruling.step, [state, []]);
	}
});

test('a person who takes the approval off the board again has the last word', (t) => {
	const { composed } = order(merging, { kind: 'approve', head: 'abc' });
	const back = readBack(composed.state, { mergeApproval: 'Manual Check' });
	t.is(back.approval, null);
});

test('work that is sent back is the Worker’s again, with the comment as findings, and no approval is left', (t) => {
	const approved = { ...merging, approval: { head: 'abc' } };
	const { composed } = order(
		{ ...approved, card: { ...approved.card, mergeApproval: 'Approved' } },
		{ kind: 'send-back', text: 'The name is wrong.' },
	);
	t.like(composed.apply, {
		change: { section: 'Ready Queue', agent: 'Worker', mergeApproval: 'Manual Check' },
	});
	t.like(composed.state, { findings: 'The name is wrong.', approval: null });
	const back = readBack(composed.state, { mergeApproval: 'Manual Check', movedByGid: '1' });
	t.like(assess(back, strict), { kind: 'ready', agent: 'Worker' });
	t.false(
		obey(cardAt({ section: 'Done', completed: true }), { kind: 'send-back', text: 'x' }, given).accepted,
	);
});

test('a raised budget counts although the board’s history names Aegis, and frees the card', (t) => {
	const spent = cardAt(
		{ agent: 'Worker', movedByGid: '7', maxCostUsd: 1 },
		{ spentUsd: 1, exhaustedAtUsd: 1 },
	);
	t.like(assess(spent, strict), { reason: { code: 'budget-reached' } });
	const { composed, text } = order(spent, { kind: 'budget', maxCostUsd: 2.5 });
	t.regex(text, /\$1\.50 of it left/);
	t.like(composed.apply?.change, { maxCostUsd: 2.5 });
	const early = onBoard(
		composed.state,
		{ type: 'observed', appliedSeq: 0, card: snapshot({ ...spent.card }) },
		strict.settings,
	)[0];
	const back = readBack(early, { maxCostUsd: 2.5, maxCostByGid: '1' });
	t.like(assess(back, strict), { kind: 'ready', budgetUsd: 1.5 });
	t.false(obey(spent, { kind: 'budget', maxCostUsd: 1 }, given).accepted);
});

test('a stage begun again stops what runs, forgets failures, and goes by the operator’s word', (t) => {
	const busy = { ...running(cardAt({ agent: 'Worker', movedByGid: '99' }), 'Worker'), attempts: 2 };
	const { composed, effects } = order(busy, { kind: 'retry', agent: 'Planner' });
	t.like(effects, [{ type: 'cancel' }, { type: 'apply', change: { section: 'Planning', agent: 'Planner' } }]);
	t.like(composed.state, { attempts: 0, hold: null, work: { kind: 'stopping' } });
	t.is(composed.state.mandate.byGid, operatorGid);
	for (const agent of ['Reviewer', 'Merger'] as const)
		t.false(obey(cardAt(), { kind: 'retry', agent }, given).accepted, `${agent} without commits`);
	t.false(obey(cardAt({ completed: true }), { kind: 'retry', agent: 'Worker' }, given).accepted);
});

test('a stop is refused where nothing would run, and so is any order about a card that has left the board', (t) => {
	t.false(obey(cardAt({ section: 'Drafts' }), { kind: 'stop' }, given).accepted);
	t.true(obey(cardAt(), { kind: 'stop' }, given).accepted);
	t.false(obey({ ...cardAt(), present: false }, { kind: 'comment', text: 'x' }, given).accepted);
});
