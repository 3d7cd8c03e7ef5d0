import test from 'ava';
import type { CardSnapshot } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import { claim, start } from '../../../src/core/run/on-run.ts';
import { onBoard } from '../../../src/core/board/on-board.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { cardAt, now, running, settings, worker } from '../../helpers/cards.ts';

function observe(state: CardState, card: Partial<CardSnapshot>, appliedSeq = state.appliedSeq) {
	return onBoard(state, { type: 'observed', card: { ...state.card, ...card }, appliedSeq }, settings());
}

function applied(
	state: CardState,
	seq: number,
	outcome: 'applied' | 'refused' | 'failed',
	card: Partial<CardSnapshot> | null,
) {
	const readBack = card === null ? null : { ...state.card, ...card };
	return onBoard(state, { type: 'applied', seq, outcome, detail: 'why', card: readBack }, settings());
}

const comment = (gid: string, own: boolean) => ({
	gid,
	authorGid: own ? 'aegis' : 'person',
	authorName: null,
	text: 'text',
	createdAt: '2030-01-01T00:00:00.000Z',
	own,
});

test('a person’s move stops the run and gives the card a fresh start', (t) => {
	const worn = { attempts: 2, reviewRounds: 1, losses: [now], overloads: 1, greeted: true };
	const [state, effects] = observe({ ...running(cardAt(), 'Triage'), ...worn }, { section: 'Drafts' });
	t.like(state, { attempts: 0, reviewRounds: 0, overloads: 0, greeted: false, work: { kind: 'stopping' } });
	t.deepEqual(state.losses, []);
	t.like(effects, { 0: { type: 'cancel', workerId: worker.workerId, why: 'a person moved the card' } });
});

test('taken away and put back, which the syncer tells as two places, stops the run and starts no second', (t) => {
	const [away, stopped] = observe(running(cardAt(), 'Triage'), { section: 'Drafts' });
	t.like(stopped, { 0: { type: 'cancel' } });
	const [back, effects] = observe(away, { section: 'Ready Queue' });
	t.like(back, { work: { kind: 'stopping' }, place: { section: 'Ready Queue' }, hold: null });
	t.deepEqual(effects, []);

	const [queued] = start(cardAt(), 'Triage', 'run-1', now);
	const [idle] = observe(observe(queued, { section: 'Drafts' })[0], { section: 'Ready Queue' });
	t.like(idle, { work: { kind: 'idle' }, epoch: 2 });
});

test('a card a person completes is stopped too', (t) =>
	t.is(observe(running(cardAt(), 'Triage'), { completed: true })[0].work.kind, 'stopping'));

test('a run nobody has claimed is forgotten, and its claim refused', (t) => {
	const [queued] = start(cardAt(), 'Triage', 'run-1', now);
	const [state, effects] = observe(queued, { section: 'Drafts', agent: 'Triage' });
	t.like(state, { work: { kind: 'idle' }, epoch: 2 });
	t.deepEqual(effects, []);
	if (queued.work.kind === 'queued') t.false(claim(state, { run: queued.work.run, ...worker, now }).granted);
});

test('choosing another agent stops the run of this one; choosing what is already at work does not', (t) => {
	const triaging = running(cardAt({ agent: 'Triage' }), 'Triage');
	t.is(observe(triaging, { agent: 'Worker' })[0].work.kind, 'stopping');
	const reviewing = running(cardAt({ section: 'Review', agent: 'Worker' }), 'Reviewer');
	t.is(observe(reviewing, { agent: 'Reviewer' })[0].work.kind, 'running');
});

test('an edit of the text does not stop a run', (t) => {
	const [state] = observe(running(cardAt(), 'Triage'), { notes: 'Say goodbye.' });
	t.is(state.work.kind, 'running');
	t.is(state.card.notes, 'Say goodbye.');
});

test('what was read before the last move was done is not believed', (t) => {
	const state = cardAt({ section: 'Review' }, { seq: 5, stageSeq: 5, appliedSeq: 4 });
	t.deepEqual(observe(state, { section: 'Ready Queue', mergeApproval: 'Approved' }, 4), [state, []]);
	t.like(observe(state, { section: 'Ready Queue' }, 5)[0], { place: { section: 'Ready Queue' } });
});

test('a message older than what was already heard changes nothing', (t) => {
	const state = cardAt({ section: 'Review' }, { seq: 5, stageSeq: 2, appliedSeq: 5 });
	t.deepEqual(observe(state, { section: 'Drafts' }, 4), [state, []]);
	t.deepEqual(applied(state, 5, 'refused', { section: 'Drafts' }), [state, []]);
});

test('a refused command tells where the person put the card', (t) => {
	const state = {
		...running(cardAt({ section: 'In Progress' }), 'Worker'),
		seq: 5,
		stageSeq: 5,
		appliedSeq: 4,
	};
	const [next, effects] = applied(state, 5, 'refused', { section: 'Drafts', reason: 'as it was' });
	t.like(next, { place: { section: 'Drafts' }, work: { kind: 'stopping' }, shownReason: 'as it was' });
	t.is(effects.length, 1);
});

test('the answer to an older command says nothing of the place while a later move is under way', (t) => {
	const state = cardAt({ section: 'Review' }, { seq: 6, stageSeq: 6, appliedSeq: 4 });
	const [next] = applied(state, 5, 'applied', { section: 'In Progress' });
	t.like(next, { appliedSeq: 5, place: { section: 'Review' } });
});

test('a change the board refuses for good holds the card for a person', (t) => {
	const state = cardAt({ section: 'Review' }, { seq: 5, stageSeq: 5, appliedSeq: 4 });
	const hold = { reason: { code: 'awaiting-person', detail: 'the board refused a change: why' } };
	t.like(applied(state, 5, 'failed', { section: 'Planning' })[0], { hold, place: { section: 'Planning' } });
	t.like(applied(state, 5, 'failed', null)[0], { hold, place: { section: 'Review' } });
});

test('a card that is gone is back when a command was carried out on it', (t) => {
	const [gone] = onBoard(cardAt({}, { seq: 1, stageSeq: 0 }), { type: 'gone' }, settings());
	const [back] = applied(gone, 1, 'applied', { reason: 'old' });
	t.like(back, { present: true, shownReason: 'old' });
	t.false(applied(gone, 1, 'failed', null)[0].present);
});

test('a card that is back shows the reason whose command was not done yet when it was read', (t) => {
	const written = { seq: 4, stageSeq: 2, shownReason: 'new', reasonSeq: 4 };
	const [gone] = onBoard(cardAt({}, written), { type: 'gone' }, settings());
	t.like(applied(gone, 3, 'applied', { reason: 'old' })[0], { present: true, shownReason: 'new' });
	t.like(observe(gone, { reason: 'old' }, 3)[0], { present: true, shownReason: 'new' });
	t.like(observe(gone, { reason: 'old' }, 4)[0], { present: true, shownReason: 'old' });
});

test('a card that was gone while a run of it was paid is told its cost when it is back', (t) => {
	const [gone] = onBoard(cardAt({ costUsd: 0.1 }, { spentUsd: 0.3 }), { type: 'gone' }, settings());
	const cost = { type: 'apply', change: { costUsd: 0.3 }, comment: null };
	t.deepEqual(observe(gone, {})[1], [cost]);
	t.deepEqual(applied({ ...gone, seq: 1 }, 1, 'applied', {})[1], [cost]);
	t.deepEqual(observe({ ...gone, seq: 2, stageSeq: 2 }, {})[1], [cost], 'before its last move was done, too');
	t.deepEqual(observe(gone, { costUsd: 0.3 })[1], []);
	t.deepEqual(observe(observe(gone, {})[0], {})[1], [], 'once');
});

test('a card that is gone is stopped, and can come back', (t) => {
	const [gone, effects] = onBoard(running(cardAt(), 'Triage'), { type: 'gone' }, settings());
	t.like(gone, { present: false, work: { kind: 'stopping' } });
	t.is(effects.length, 1);
	t.true(observe(gone, {})[0].present);
});

test('Manual Check set during a merge stops it; set before it changes nothing that runs', (t) => {
	const merging = { section: 'Merging', agent: 'Merger', mergeApproval: 'Auto-Approve' };
	const [queued] = start(cardAt(merging), 'Merger', 'run-1', now);
	t.like(observe(queued, { mergeApproval: 'Manual Check' })[0], { work: { kind: 'idle' }, epoch: 2 });
	const [stopped, effects] = observe(running(cardAt(merging), 'Merger'), { mergeApproval: 'Manual Check' });
	t.is(stopped.work.kind, 'stopping');
	t.like(effects, { 0: { type: 'cancel' } });
	const strict = settings({ defaultMergeApproval: 'Manual Check' });
	const emptied = { ...snapshot(merging), mergeApproval: null };
	const [cleared] = onBoard(
		running(cardAt(merging), 'Merger'),
		{ type: 'observed', appliedSeq: 0, card: emptied },
		strict,
	);
	t.is(cleared.work.kind, 'stopping', 'an empty field is the default');
	const coding = running(cardAt({ mergeApproval: 'Auto-Approve' }), 'Worker');
	t.is(observe(coding, { mergeApproval: 'Manual Check' })[0].work.kind, 'running');
});

test('an approval names the branch’s head, and only in Merging', (t) => {
	const approved = { mergeApproval: 'Approved' };
	const merging = cardAt({ section: 'Merging', mergeApproval: 'Manual Check' }, { branchHead: 'head-1' });
	const [state] = observe(merging, approved);
	t.deepEqual(state.approval, { head: 'head-1' });
	t.deepEqual(observe(state, approved)[0].approval, { head: 'head-1' }, 'seen again it is the same');
	t.is(observe(state, { mergeApproval: 'Manual Check' })[0].approval, null, 'taken back');
	const later = { ...state, branchHead: 'head-2', approval: null };
	t.is(observe(later, approved)[0].approval, null, 'an old Approved is none for a new commit');
	const review = cardAt({ section: 'Review' }, { branchHead: 'head-1' });
	t.is(observe(review, approved)[0].approval, null);
	t.is(observe(review, { ...approved, section: 'Merging' })[0].approval, null);
});

for (const [what, edit] of [
	['an approval', { mergeApproval: 'Approved' }],
	['another budget', { maxCostUsd: 9 }],
	['another text', { notes: 'Say goodbye.' }],
	['another name', { name: 'Add a farewell' }],
	['a comment', { comments: [comment('1', false)] }],
] as const)
	test(`${what} frees a held card`, (t) => {
		const hold = { reason: { code: 'quarantined', because: 'x' }, resume: null } as const;
		const state = cardAt({}, { hold, attempts: 3, losses: [now] });
		t.like(observe(state, { ...edit, comments: [...('comments' in edit ? edit.comments : [])] })[0], {
			hold: null,
			attempts: 0,
			losses: { length: 0 },
		});
	});

test('what Aegis writes itself frees no held card', (t) => {
	const hold = { reason: { code: 'awaiting-person', detail: 'x' }, resume: null } as const;
	const state = cardAt({ section: 'Merging', mergeApproval: 'Approved' }, { hold });
	const own = { mergeApproval: 'Manual Check', costUsd: 1, reason: 'r', comments: [comment('1', true)] };
	t.deepEqual(observe(state, own)[0].hold, hold);
});

const asked = {
	resume: { section: 'Planning', agent: 'Planner' },
	reason: { code: 'awaiting-clarification' },
} as const;

test('a person’s answer sends the card back to where the question came from', (t) => {
	const state = cardAt({ section: 'Clarification Needed' }, { hold: asked, attempts: 2 });
	const [next, effects] = observe(state, { comments: [comment('1', true), comment('2', false)] });
	t.like(next, { hold: null, attempts: 0 });
	t.like(effects, {
		0: { change: { section: 'Planning', agent: 'Planner', swarmStatus: 'Idle' } },
		length: 1,
	});
});

test('what a person said before the question is no answer', (t) => {
	const before = [comment('1', false)];
	const state = cardAt({ section: 'Clarification Needed', comments: before }, { hold: asked });
	for (const comments of [[], before, [comment('1', false), comment('2', true)]])
		t.deepEqual(observe(state, { comments })[1], []);
});

test('an answer written just before the question appeared counts, and so does one that was reworded', (t) => {
	const goesOn = { 0: { change: { section: 'Planning', agent: 'Planner' } }, length: 1 };
	const state = cardAt({ section: 'Clarification Needed' }, { hold: asked });
	t.like(observe(state, { comments: [comment('1', false), comment('2', true)] })[1], goesOn);

	const known = [comment('1', false), comment('2', true)];
	const waiting = cardAt({ section: 'Clarification Needed', comments: known }, { hold: asked });
	t.like(
		observe(waiting, { comments: [{ ...comment('1', false), text: 'In French.' }, comment('2', true)] })[1],
		goesOn,
	);
});

test('a card a person put into Clarification Needed goes on with a new answer, to the Triage', (t) => {
	const before = [comment('1', true), comment('2', false)];
	const state = cardAt({ section: 'Clarification Needed', comments: before });
	t.deepEqual(observe(state, { comments: before })[1], []);
	t.like(observe(state, { comments: [...before, comment('3', false)] })[1], {
		0: { change: { section: 'Ready Queue', agent: 'Triage' } },
	});
});

test('a snapshot that says what is known changes nothing', (t) => {
	const state = cardAt();
	t.deepEqual(onBoard(state, { type: 'observed', card: snapshot(), appliedSeq: 0 }, settings()), [state, []]);
});
