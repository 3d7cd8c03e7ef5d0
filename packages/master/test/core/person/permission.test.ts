import test from 'ava';
import * as fc from 'fast-check';
import type { CardSnapshot } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import { assess } from '../../../src/core/start/assess.ts';
import { newCard, type CardState } from '../../../src/core/card/card-state.ts';
import { compose, type Composed } from '../../../src/core/board/compose.ts';
import { onBoard } from '../../../src/core/board/on-board.ts';
import { finish, start } from '../../../src/core/run/on-run.ts';
import { hearComments, maxCostOf } from '../../../src/core/person/permission.ts';
import { around, cardAt, commit, goodOutcome, intent, now, result, running } from '../../helpers/cards.ts';
import { settings, succeeded } from '../../helpers/cards.ts';

const rules = settings({ commanders: ['ann', 'bob'] });
const strict = around({ settings: rules });

/** What a board shows of a card that nobody has touched but the person named. */
const by = (gid: string | null, card: Partial<CardSnapshot> = {}): CardSnapshot =>
	snapshot({ createdByGid: gid, ...card });

function observe(state: CardState, card: Partial<CardSnapshot>, appliedSeq = state.appliedSeq): Composed {
	const event = { type: 'observed', card: { ...state.card, ...card }, appliedSeq } as const;
	return compose(onBoard(state, event, rules), strict);
}

/** Carries the card's last command out on the board, as the account of Aegis. */
function carryOut({ state, apply }: Composed, movedByGid = 'aegis'): CardState {
	if (apply === null) return state;
	const { change } = apply;
	const card: CardSnapshot = {
		...state.card,
		...state.place,
		mergeApproval: change.mergeApproval ?? state.card.mergeApproval,
		reason: change.reason === undefined ? state.card.reason : change.reason,
		movedByGid: change.section === undefined ? state.card.movedByGid : movedByGid,
	};
	const applied = { type: 'applied', seq: apply.seq, outcome: 'applied', detail: undefined, card } as const;
	return onBoard(state, applied, rules)[0];
}

const comment = (gid: string, authorGid: string, own = false) => ({
	gid,
	authorGid,
	authorName: 'Ann',
	text: 'Yes.',
	createdAt: '2030-01-01T00:00:00.000Z',
	own,
});

/** A question, and a word of somebody who is not asked. */
const spoken: CardSnapshot['comments'] = [comment('1', 'aegis', true), comment('2', 'guest')];

test('a card counts for who moved it, else for who created it', (t) => {
	const kinds: [Partial<CardSnapshot>, 'ready' | 'waiting'][] = [
		[{ createdByGid: 'ann' }, 'ready'],
		[{ createdByGid: 'guest' }, 'waiting'],
		[{ createdByGid: null }, 'waiting'],
		[{ createdByGid: 'guest', movedByGid: 'bob' }, 'ready'],
		[{ createdByGid: 'ann', movedByGid: 'guest' }, 'waiting'],
	];
	for (const [card, kind] of kinds)
		t.is(assess(newCard(snapshot(card), 0), strict).kind, kind, JSON.stringify(card));
	t.is(assess(newCard(by('guest'), 0), around()).kind, 'ready', 'without a list everybody may');
	const nobody = around({ settings: settings({ commanders: [] }) });
	t.is(assess(newCard(by('ann'), 0), nobody).kind, 'waiting');
});

test('a card of a stranger says why it does not run, and once', (t) => {
	const { state, apply } = compose([newCard(by('guest'), 0), []], strict);
	const reason = 'Not permitted: user guest put it here; someone who may command must move it here';
	t.deepEqual(apply?.change, { reason });
	t.is(apply?.comment, null);
	const seen = carryOut({ state, apply, effects: [], assessment: { kind: 'idle' } });
	t.is(observe(seen, { reason }).apply, null);
});

test('a permitted person who moves the card frees it; a stranger who moves it stops it', (t) => {
	const moved = observe(newCard(by('guest'), 0), { section: 'Planning', movedByGid: 'ann' });
	t.is(moved.assessment.kind, 'ready');
	const work = running(moved.state, 'Planner');
	const taken = observe(work, { section: 'Review', movedByGid: 'guest' });
	t.is(taken.state.work.kind, 'stopping');
	t.like(taken.effects, { 0: { type: 'cancel' } });
	const stopped: CardState = { ...taken.state, work: { kind: 'idle' } };
	t.like(assess(stopped, strict), { kind: 'waiting', reason: { code: 'not-permitted' } });
});

test('where the history tells late who it was, what was started is stopped, and no mandate is kept', (t) => {
	const state = running(newCard(by('ann', { section: 'Drafts' }), 0), 'Triage');
	const idle: CardState = { ...state, work: { kind: 'idle' } };
	const moved = observe(idle, { section: 'Ready Queue' });
	t.is(moved.assessment.kind, 'ready', 'nobody has told who moved it: its creator stands for it');
	const told = observe(running(moved.state, 'Triage'), { movedByGid: 'guest' });
	t.is(told.state.work.kind, 'stopping');
	t.like(assess({ ...told.state, work: { kind: 'idle' } }, strict), { kind: 'waiting' });
	t.is(observe(told.state, { movedByGid: 'bob' }).state.mandate.byGid, 'bob', 'moved away and back unseen');
});

test('what Aegis moves on keeps its mandate, whoever the history then names', (t) => {
	const [queued, effects] = start(newCard(by('ann', { agent: 'Worker' }), 0), 'Worker', 'run-1', now);
	const state = carryOut(compose([queued, effects], strict));
	t.is(state.place.section, 'In Progress');
	t.like(state.mandate, { byGid: 'ann', movedOn: true });
	const work = { ...running({ ...state, work: { kind: 'idle' } }, 'Worker') };
	const run = work.work.kind === 'running' ? work.work.run : null;
	if (run === null) throw new Error('no run');
	const ended = finish(work, { run, result: result(goodOutcome('Worker')), costUsd: 0.1 }, strict);
	const reviewing = compose(ended, strict);
	t.is(reviewing.apply?.change.section, 'Review');
	t.like(assess(carryOut(reviewing), strict), { kind: 'ready', agent: 'Reviewer' });
});

test('a stranger’s move is told by whatever reads it, a write that failed too', (t) => {
	const state: CardState = { ...newCard(by('ann'), 0), seq: 1, stageSeq: 1 };
	const card = { ...state.card, section: 'Review', movedByGid: 'guest' };
	const [failed] = onBoard(
		state,
		{ type: 'applied', seq: 1, outcome: 'failed', detail: 'no such option', card },
		rules,
	);
	t.is(failed.mandate.byGid, 'guest');
	t.like(assess({ ...failed, hold: null }, strict), { kind: 'waiting', reason: { code: 'not-permitted' } });
});

test('taking the tick off a card is nobody’s command, moving it is', (t) => {
	const done = newCard(by('ann', { section: 'Review', completed: true, movedByGid: 'ann' }), 0);
	const reopened = observe(done, { completed: false });
	t.like(reopened.assessment, { kind: 'waiting', reason: { code: 'not-permitted' } });
	t.is(observe(reopened.state, {}).assessment.kind, 'waiting');
	const moved = observe(reopened.state, { section: 'Ready Queue', movedByGid: 'ann' });
	t.is(moved.assessment.kind, 'ready');
});

test('only a permitted person’s answer lets a card go on', (t) => {
	const question = comment('1', 'aegis', true);
	const asked = newCard(by('ann', { section: 'Clarification Needed', comments: [question] }), 0);
	const stranger = observe(asked, { comments: [question, comment('2', 'guest')] });
	t.is(stranger.apply?.change.section, undefined);
	const answered = observe(stranger.state, {
		comments: [question, comment('2', 'guest'), comment('3', 'bob')],
	});
	t.is(answered.apply?.change.section, 'Ready Queue');
	// The same name is not the same person, and a stranger's last word does not drown the answer.
	const drowned = observe(stranger.state, {
		comments: [question, comment('3', 'bob'), comment('4', 'guest')],
	});
	t.is(drowned.apply?.change.section, 'Ready Queue');
	t.deepEqual(
		hearComments([question, comment('2', 'guest'), comment('3', 'bob')], ['bob']).map(({ gid }) => gid),
		['1', '3'],
	);
});

test('a held card is freed by a permitted comment or move, and by no edit that nobody signs', (t) => {
	const reason = { code: 'awaiting-person', detail: 'x' } as const;
	const held = { ...newCard(by('ann'), 0), hold: { reason, resume: null } };
	for (const edit of [
		{ notes: 'y' },
		{ name: 'y' },
		{ maxCostUsd: 9 },
		{ comments: [comment('1', 'guest')] },
	])
		t.not(observe(held, edit).state.hold, null, JSON.stringify(edit));
	t.is(observe(held, { comments: [comment('1', 'bob')] }).state.hold, null);
	t.is(observe(held, { section: 'Planning', movedByGid: 'bob' }).state.hold, null);
});

function merging(card: Partial<CardSnapshot> = {}): CardState {
	const seen = by('ann', { section: 'Merging', agent: 'Merger', mergeApproval: 'Manual Check', ...card });
	return { ...newCard(seen, 0), branchHead: 'head-1' };
}

test('an approval counts for who gave it', (t) => {
	const approved = observe(merging(), { mergeApproval: 'Approved', approvedByGid: 'bob' });
	t.is(approved.assessment.kind, 'ready');
	t.deepEqual(approved.state.approval, { head: 'head-1' });
	for (const approvedByGid of ['guest', null]) {
		const refused = observe(merging(), { mergeApproval: 'Approved', approvedByGid });
		t.is(refused.state.approval, null);
		t.regex(refused.apply?.change.reason ?? '', /^Not permitted: Merge Approval was set to Approved by/);
		t.is(refused.apply?.change.mergeApproval, 'Manual Check', 'what does not count is not shown');
		const told = carryOut(refused);
		t.is(observe(told, {}).apply, null, 'and it is said once');
		const mended = observe(told, { mergeApproval: 'Approved', approvedByGid: 'ann' });
		t.is(mended.assessment.kind, 'ready');
	}
});

test('Auto-Approve and an emptied field count as they stood when a permitted person put the card there', (t) => {
	t.is(assess(merging({ mergeApproval: 'Auto-Approve' }), strict).kind, 'ready');
	t.is(observe(merging(), { mergeApproval: 'Auto-Approve' }).assessment.kind, 'waiting');
	const moved = observe(merging(), { mergeApproval: 'Auto-Approve', section: 'Review', movedByGid: 'bob' });
	t.is(moved.state.mandate.mergeApproval, 'Auto-Approve');

	const lax = around({ settings: settings({ commanders: ['ann'], defaultMergeApproval: 'Auto-Approve' }) });
	const empty = merging({ mergeApproval: null });
	t.is(assess(empty, lax).kind, 'ready');
	const see = (state: CardState, mergeApproval: string | null): CardState =>
		onBoard(
			state,
			{ type: 'observed', card: { ...state.card, mergeApproval }, appliedSeq: state.appliedSeq },
			lax.settings,
		)[0];
	const checked = see(empty, 'Manual Check');
	t.is(assess(checked, lax).kind, 'waiting', 'anybody may ask for a check');
	t.is(assess(see(checked, null), lax).kind, 'waiting', 'and not everybody may take it back');
});

test('Max Cost counts for who raised it; anybody may lower it', (t) => {
	const spent = (maxCostUsd: number | null): CardState => ({
		...newCard(by('ann', { maxCostUsd }), 0),
		spentUsd: 2,
	});
	const raised = observe(spent(2), { maxCostUsd: 50, maxCostByGid: 'guest' });
	t.like(raised.assessment, { kind: 'waiting', reason: { code: 'not-permitted' } });
	t.regex(raised.apply?.change.reason ?? '', /who raised Max Cost may not/);
	const told = carryOut(raised);
	t.like(observe(told, { maxCostUsd: 50, maxCostByGid: 'bob' }).assessment, { kind: 'ready', budgetUsd: 48 });
	t.is(
		observe(told, { section: 'Planning', movedByGid: 'ann' }).assessment.kind,
		'ready',
		'a move vouches for it',
	);
	const lowered = observe(spent(5), { maxCostUsd: 1, maxCostByGid: 'guest' });
	t.like(lowered.assessment, { kind: 'waiting', reason: { code: 'budget-reached', maxUsd: 1 } });
	t.is(observe(lowered.state, { maxCostUsd: 5, maxCostByGid: 'guest' }).assessment.kind, 'waiting');
	const emptied = observe(spent(1), { maxCostUsd: null, maxCostByGid: 'guest' });
	t.is(emptied.assessment.kind, 'waiting', 'the default is higher than what was there');
	const held = {
		...spent(9),
		hold: { reason: { code: 'awaiting-person', detail: 'x' }, resume: null },
	} as const;
	t.is(observe(held, { maxCostUsd: 10, maxCostByGid: 'bob' }).state.hold, null);
});

test('whatever strangers do, nothing starts, no answer is taken and nothing is merged', (t) => {
	const sections = ['Drafts', 'Ready Queue', 'Planning', 'Review', 'Merging', 'Clarification Needed'];
	const stranger = fc.constantFrom('guest', 'form', null);
	const edit = fc.record(
		{
			section: fc.constantFrom(...sections),
			agent: fc.constantFrom(null, 'Worker', 'Merger'),
			mergeApproval: fc.constantFrom(null, 'Auto-Approve', 'Manual Check', 'Approved'),
			maxCostUsd: fc.constantFrom(null, 1, 50),
			completed: fc.boolean(),
			approvedByGid: stranger,
			movedByGid: stranger,
			comments: fc.constant(spoken),
		},
		{ requiredKeys: ['movedByGid', 'approvedByGid'] },
	);
	fc.assert(
		fc.property(fc.constantFrom(...sections), fc.array(edit, { maxLength: 12 }), (section, edits) => {
			let seen = observe({ ...newCard(by('guest', { section }), 0), branchHead: 'head-1' }, {});
			for (const change of edits) {
				const state = carryOut(seen);
				seen = observe(state, change);
				const { assessment, apply } = seen;
				if (assessment.kind === 'ready' || seen.state.approval !== null) return false;
				if (apply?.change.section !== undefined) return false;
			}
			return true;
		}),
	);
	t.pass();
});

test('whatever strangers do to a permitted card that waits for approval, it is not merged', (t) => {
	const edit = fc.record(
		{
			mergeApproval: fc.constantFrom(null, 'Auto-Approve', 'Manual Check', 'Approved'),
			agent: fc.constantFrom(null, 'Worker', 'Merger'),
			maxCostUsd: fc.constantFrom(null, 0, 1, 3, 50),
			notes: fc.string(),
			comments: fc.constant(spoken),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
			let state = merging();
			for (const change of edits) {
				const seen = observe(state, { approvedByGid: 'guest', maxCostByGid: 'guest', ...change });
				if (seen.assessment.kind === 'ready' || maxCostOf(seen.state, rules) > 2) return false;
				state = carryOut(seen);
			}
			return true;
		}),
	);
	t.pass();
});

test('a run of a permitted card that a stranger moved meanwhile leaves it where the stranger put it', (t) => {
	const work = running(cardAt({ section: 'Review', agent: 'Reviewer' }), 'Reviewer');
	const taken = observe(
		{ ...work, mandate: { ...work.mandate, byGid: 'ann' } },
		{
			section: 'Merging',
			movedByGid: 'guest',
		},
	).state;
	if (taken.work.kind !== 'stopping') throw new Error('the run was not stopped');
	const outcome = succeeded(
		intent({ kind: 'advance', section: 'Merging', agent: 'Merger' }),
		commit('head-2'),
	);
	const ended = finish(taken, { run: taken.work.run, result: result(outcome), costUsd: 0.1 }, strict);
	const { assessment, apply } = compose(ended, strict);
	t.like(assessment, { kind: 'waiting', reason: { code: 'not-permitted' } });
	t.is(apply?.change.section, undefined);
});
