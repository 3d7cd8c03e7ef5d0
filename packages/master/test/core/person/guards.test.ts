import test from 'ava';
import type { CardSnapshot } from '@aegis/shared/domain';
import { onBoard } from '../../../src/core/board/on-board.ts';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { maxCostOf } from '../../../src/core/person/permission.ts';
import { assess } from '../../../src/core/start/assess.ts';
import { around, cardAt, running, settings } from '../../helpers/cards.ts';

const merging = { section: 'Merging', agent: 'Merger' } as const;
const rules = settings({ commanders: ['ann', 'bob', 'bot'] });

function observe(state: CardState, change: Partial<CardSnapshot>, given = rules): CardState {
	const card = { ...state.card, ...change };
	return onBoard(state, { type: 'observed', card, appliedSeq: state.appliedSeq }, given)[0];
}
function reasonOf(state: CardState, given = rules): string {
	const assessment = assess(state, around({ settings: given }));
	return assessment.kind === 'waiting' ? JSON.stringify(assessment.reason) : assessment.kind;
}

test('Approved by Aegis’s own account never counts, and the card says so; where the operator allows it, it does', (t) => {
	const state = cardAt({ ...merging, createdByGid: 'ann', ownGid: 'bot' });
	const bot = observe(state, { mergeApproval: 'Approved', approvedByGid: 'bot' });
	t.is(bot.approval, null);
	t.regex(reasonOf(bot), /not-permitted.*the account Aegis itself acts as/);
	t.not(observe(state, { mergeApproval: 'Approved', approvedByGid: 'bob' }).approval, null);
	const everybody = settings({ commanders: null });
	t.is(observe(state, { mergeApproval: 'Approved', approvedByGid: 'bot' }, everybody).approval, null);
	const own = { ...rules, ownAccountMayApprove: true };
	t.not(observe(state, { mergeApproval: 'Approved', approvedByGid: 'bot' }, own).approval, null);
});

test('with four eyes neither author nor who put the card there approves it, and nothing merges unasked', (t) => {
	const four = { ...rules, fourEyes: true, defaultMergeApproval: 'Auto-Approve' as const };
	const state = cardAt({ ...merging, createdByGid: 'ann', movedByGid: 'bob' });
	const by = (gid: string | null) =>
		observe(state, { mergeApproval: 'Approved', approvedByGid: gid }, four).approval;
	t.is(by('ann'), null);
	t.is(by('bob'), null);
	t.is(by(null), null);
	t.not(by('bot'), null, 'a third');
	t.regex(
		reasonOf(cardAt({ ...merging, createdByGid: 'ann', mergeApproval: 'Auto-Approve' }), four),
		/awaiting-approval/,
	);
	const everybody = { ...four, commanders: null };
	t.regex(reasonOf(cardAt(merging), everybody), /awaiting-approval/);
});

test('a Max Cost that is no amount stops the card with a sentence, and is never the default', (t) => {
	for (const change of [{ maxCostUsd: -1 }, { badMaxCost: 'a lot' }]) {
		const state = cardAt({ createdByGid: 'ann', ...change });
		t.regex(reasonOf(state), /Max Cost says “(-1|a lot)”, which is no amount/);
	}
	t.is(maxCostOf(cardAt({ maxCostUsd: -1 }), settings()), 0);
});

test('the operator’s ceiling is the most a card may cost', (t) => {
	const capped = settings({ maxCostCeilingUsd: 5, defaultMaxCostUsd: 8 });
	t.is(maxCostOf(cardAt({ maxCostUsd: 1e9 }), capped), 5);
	t.is(maxCostOf(cardAt({ maxCostUsd: null }), capped), 5);
	t.is(maxCostOf(cardAt({ maxCostUsd: 3 }), capped), 3);
});

test('while guard fields are missing nothing starts or merges, by what they last said nothing loosens, and it goes on after', (t) => {
	const manual = cardAt({ ...merging, createdByGid: 'ann', mergeApproval: 'Manual Check', maxCostUsd: 1 });
	const guardProblem = 'the project has no field Merge Approval';
	const gone = { mergeApproval: null, maxCostUsd: null, agent: null, guardProblem } as const;
	const lax = { ...rules, defaultMergeApproval: 'Auto-Approve' as const };
	const blind = observe(manual, gone, lax);
	t.regex(reasonOf(blind, lax), /held-up.*no field Merge Approval/);
	t.is(blind.card.mergeApproval, 'Manual Check');
	t.is(maxCostOf(blind, lax), 1);
	t.is(blind.place.agent, 'Merger', 'nobody moved it');
	const back = observe(blind, { ...manual.card, guardProblem: null }, lax);
	t.regex(reasonOf(back, lax), /awaiting-approval/);

	const started = running(
		cardAt({ ...merging, createdByGid: 'ann', mergeApproval: 'Auto-Approve' }),
		'Merger',
	);
	t.is(observe(started, gone, lax).work.kind, 'stopping', 'a merge under way');
	const worker = running(cardAt({ section: 'Ready Queue', agent: 'Worker', createdByGid: 'ann' }), 'Worker');
	t.is(observe(worker, gone, lax).work.kind, 'running', 'other work goes on');
});

test('a new card on a board without its guards waits', (t) => {
	t.regex(reasonOf(cardAt({ createdByGid: 'ann', guardProblem: 'no field Max Cost' })), /no field Max Cost/);
});
