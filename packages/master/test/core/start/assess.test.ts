import test from 'ava';
import { assess, type Assessment } from '../../../src/core/start/assess.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { around, cardAt, now, running, settings } from '../../helpers/cards.ts';

const merging = { section: 'Merging', agent: 'Merger' };
const later = { untilMs: now + 1_000, reason: { code: 'usage-limit', untilMs: now + 1_000 } } as const;
const held = { reason: { code: 'quarantined', because: 'it kills workers' }, resume: null } as const;

function codeOf(assessment: Assessment): string {
	return assessment.kind === 'waiting' ? assessment.reason.code : assessment.kind;
}

test('every obstacle hides those that matter less, and taking them away one by one shows each', (t) => {
	let state: CardState = cardAt(
		{ ...merging, mergeApproval: 'Manual Check', maxCostUsd: 1 },
		{ stageSeq: 3, appliedSeq: 2, spentUsd: 1, wait: later, hold: held, present: false },
	);
	state = { ...state, work: running(cardAt(merging), 'Merger').work };
	const seen = [codeOf(assess(state, around({ blockers: ['First'] })))];
	const steps: Partial<CardState>[] = [
		{ work: { kind: 'idle' } },
		{ present: true },
		{ hold: null },
		{ appliedSeq: 3 },
	];
	for (const step of steps) {
		state = { ...state, ...step };
		seen.push(codeOf(assess(state, around({ blockers: ['First'] }))));
	}
	for (const step of [{}, { spentUsd: 0 }, { approval: { head: null } }, { wait: null }]) {
		state = { ...state, ...step };
		seen.push(codeOf(assess(state, around())));
	}
	t.deepEqual(seen, [
		'active',
		'idle',
		'quarantined',
		'updating-board',
		'blocked',
		'budget-reached',
		'awaiting-approval',
		'usage-limit',
		'ready',
	]);
});

test('a wait says when to look again, and is over at that very moment', (t) => {
	const state = cardAt({}, { wait: later });
	t.deepEqual(assess(state, around()), { kind: 'waiting', ...later });
	t.is(assess(state, around({ now: later.untilMs })).kind, 'ready');
});

test('a card that waits for an answer says what it waits for', (t) => {
	const state = cardAt({ section: 'Clarification Needed' }, { hold: held });
	t.is(codeOf(assess(state, around())), 'quarantined');
	t.is(codeOf(assess({ ...state, hold: null }, around())), 'awaiting-clarification');
});

test('a held card that stands where nothing runs is idle', (t) =>
	t.is(assess(cardAt({ section: 'Drafts' }, { hold: held }), around()).kind, 'idle'));

for (const [mergeApproval, byDefault, approval, expected] of [
	['Auto-Approve', 'Manual Check', null, 'ready'],
	[null, 'Auto-Approve', null, 'ready'],
	[null, 'Manual Check', null, 'awaiting-approval'],
	['Manual Check', 'Auto-Approve', null, 'awaiting-approval'],
	['Approved', 'Auto-Approve', null, 'awaiting-approval'],
	['Whatever', 'Auto-Approve', null, 'awaiting-approval'],
	['Approved', 'Manual Check', { head: 'head-1' }, 'ready'],
	['Approved', 'Manual Check', { head: 'head-0' }, 'awaiting-approval'],
] as const)
	test(`Merging with ${mergeApproval ?? 'no approval'}, ${byDefault} by default, approved ${approval?.head ?? 'never'}: ${expected}`, (t) => {
		const state = cardAt({ ...merging, mergeApproval }, { branchHead: 'head-1', approval });
		const around_ = around({ settings: settings({ defaultMergeApproval: byDefault }) });
		t.is(codeOf(assess(state, around_)), expected);
	});

test('a finished card is done only when the board has been told', (t) => {
	const done = { section: 'Done', agent: null, completed: true };
	t.is(codeOf(assess(cardAt(done, { stageSeq: 3, appliedSeq: 2 }), around())), 'updating-board');
	t.is(codeOf(assess(cardAt(done, { stageSeq: 3, appliedSeq: 3 }), around())), 'idle');
});

test('a milestone, an approval or a section header is no work, wherever it stands', (t) => {
	for (const kind of ['milestone', 'approval', 'section'])
		t.like(assess(cardAt({ kind }), around()), {
			kind: 'waiting',
			reason: { code: 'awaiting-person' },
			untilMs: null,
		});
	t.is(assess(cardAt({ kind: 'custom' }), around()).kind, 'ready');
	t.is(assess(cardAt({ kind: 'milestone', section: 'Drafts' }), around()).kind, 'idle');
});
