import test from 'ava';
import { compose, showReason } from '../../../src/core/board/compose.ts';
import type { Effect } from '../../../src/core/card/effects.ts';
import { start } from '../../../src/core/run/on-run.ts';
import { around, cardAt, now } from '../../helpers/cards.ts';

const blocked = around({ blockers: ['First'] });

test('all changes of a step and its reason are one numbered message', (t) => {
	const state = cardAt({}, { seq: 4, appliedSeq: 4, stageSeq: 2, epoch: 3 });
	const effects: Effect[] = [
		{ type: 'apply', change: { costUsd: 1, agent: 'Worker' }, comment: null },
		{ type: 'apply', change: { section: 'Clarification Needed' }, comment: null },
	];
	const composed = compose([state, effects], around());
	t.like(composed.apply, {
		type: 'asana.apply',
		seq: 5,
		epoch: 3,
		expectSection: 'Ready Queue',
		change: {
			costUsd: 1,
			agent: 'Worker',
			section: 'Clarification Needed',
			reason: 'Awaiting clarification: answer the questions in a comment',
		},
	});
	t.like(composed.state, {
		seq: 5,
		stageSeq: 5,
		place: { section: 'Clarification Needed', agent: 'Worker', completed: false },
	});
});

test('a change that moves nothing does not touch the stage', (t) => {
	const effects: Effect[] = [{ type: 'apply', change: { costUsd: 1 }, comment: null }];
	const { state } = compose([cardAt({}, { seq: 4, appliedSeq: 4, stageSeq: 2 }), effects], around());
	t.like(state, { seq: 5, stageSeq: 2 });
});

test('a reason is written once, and cleared when a run starts', (t) => {
	const first = compose([cardAt(), []], blocked);
	t.deepEqual(first.apply?.change, { reason: 'Blocked by “First”' });
	const again = compose([first.state, []], blocked);
	t.is(again.apply, null);
	const free = compose([again.state, []], around());
	t.is(free.apply, null, 'a card about to start is not written to twice');
	t.is(free.assessment.kind, 'ready');
	const started = compose(start(free.state, 'Triage', 'run-1', now), around());
	t.is(started.apply?.change.reason, null);
	t.is(started.apply?.comment?.headline, 'Picked up; I will report here when I am done.');
	t.like(started.effects, { 0: { type: 'invite', agent: 'Triage' }, length: 1 });
});

test('a reason that passes within seconds is not written until it has lasted', (t) => {
	const state = cardAt({}, { seq: 1, stageSeq: 1, appliedSeq: 0 });
	const { assessment, apply } = compose([state, []], around());
	t.like(assessment, { kind: 'waiting', reason: { code: 'updating-board' } });
	t.is(apply, null);
	const reason = { code: 'no-idle-worker', workers: 2 } as const;
	const shown = showReason(cardAt(), reason);
	t.deepEqual(shown?.apply.change, { reason: 'No idle worker (2 busy)' });
	t.is(shown === null ? undefined : showReason(shown.state, reason), null);
});

test('a card that cannot begin gets its first comment all the same, and no second one when it begins', (t) => {
	const reason = { code: 'no-idle-worker', workers: 2 } as const;
	const shown = showReason(cardAt({}, { seq: 4 }), reason);
	t.like(shown?.apply.comment, {
		ref: 'card-1-5-wait',
		persona: 'Triage',
		headline: 'Seen, and not begun yet. No idle worker (2 busy).',
	});
	const state = shown?.state ?? cardAt();
	const busy = showReason(state, { code: 'no-idle-worker', workers: 3 });
	t.is(busy?.apply.comment, null);
	t.is(compose(start(state, 'Triage', 'run-1', now), around()).apply?.comment, null);

	const said = showReason(cardAt({}, { shownReason: 'No idle worker (2 busy)' }), reason);
	t.like(said?.apply, { change: {}, comment: { persona: 'Triage' } }, 'the reason alone is no comment');
	const stranger = { code: 'not-permitted', detail: 'x' } as const;
	t.is(showReason(cardAt(), stranger)?.apply.comment, null, 'a stranger cannot make it speak');
	t.is(showReason(cardAt({ section: 'Drafts' }), reason)?.apply.comment, null);
});

test('a card that left the board is not written a reason', (t) =>
	t.is(compose([cardAt({}, { present: false, shownReason: 'old' }), []], blocked).apply, null));

test('a card that goes idle loses its reason', (t) => {
	const state = cardAt({ section: 'Drafts' }, { shownReason: 'Blocked by “First”' });
	t.deepEqual(compose([state, []], around()).apply?.change, { reason: null });
});

test('an approval that does not count is taken off the card that asks for one, once', (t) => {
	const card = { section: 'Merging', agent: 'Merger', mergeApproval: 'Approved' };
	const shownReason = 'Awaiting approval: set Merge Approval to Approved';
	const first = compose([cardAt(card, { shownReason }), []], around());
	t.is(first.apply?.change.mergeApproval, 'Manual Check');
	t.is(compose([first.state, []], around()).apply, null);
});
