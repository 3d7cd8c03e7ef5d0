import test from 'ava';
import { start } from '../../../src/core/run/on-run.ts';
import { tellPause, tellStart, tellStep } from '../../../src/core/card/tell-step.ts';
import { cardAt, now, running, settings } from '../../helpers/cards.ts';

const card = 'card-1';

test('a start is a new epoch; nothing else has changed', (t) => {
	const before = cardAt();
	t.deepEqual(tellStep(before, start(before, 'Triage', 'run-1', now)), [{ kind: 'epoch', card, epoch: 1 }]);
	t.deepEqual(tellStep(before, [before, []]), []);
	t.deepEqual(tellStep(null, [before, []]), []);
});

test('who moved, deleted or completed a card, where Aegis did not', (t) => {
	const before = cardAt();
	const moved = cardAt({ section: 'Drafts' });
	t.deepEqual(tellStep(before, [moved, []]), [{ kind: 'person', card, section: 'Drafts' }]);
	t.deepEqual(tellStep(before, [{ ...before, present: false }, []]), [
		{ kind: 'person', card, section: null },
	]);
	t.deepEqual(tellStep(before, [cardAt({ completed: true }), []]), [
		{ kind: 'person', card, section: 'Ready Queue' },
	]);
});

test('an approval is told once, with its commit', (t) => {
	const before = cardAt({}, { branchHead: 'head' });
	const approved = { ...before, approval: { head: 'head' } };
	t.deepEqual(tellStep(before, [approved, []]), [{ kind: 'approve', card, head: 'head' }]);
	t.deepEqual(tellStep(approved, [approved, []]), []);
});

test('quarantine, pardon, cancel', (t) => {
	const before = cardAt({}, { losses: [now, now, now] });
	const hold = { reason: { code: 'quarantined', because: 'x' }, resume: null } as const;
	t.deepEqual(tellStep(before, [{ ...before, hold }, []]), [{ kind: 'quarantined', card }]);
	t.deepEqual(tellStep(before, [{ ...before, losses: [] }, []]), [{ kind: 'pardoned', card }]);
	const busy = running(cardAt(), 'Triage');
	if (busy.work.kind !== 'running') return t.fail();
	const cancel = { type: 'cancel', run: busy.work.run, workerId: 'w', why: 'moved' } as const;
	return t.deepEqual(tellStep(busy, [busy, [cancel]]), [
		{ kind: 'cancel', card, run: 'run-1', why: 'moved' },
	]);
});

test('a start tells what is reserved on top of what was spent, and what permits a merge', (t) => {
	const run = { runId: 'r', cardGid: card, projectGid: 'project-1', epoch: 4 };
	const state = cardAt({ maxCostUsd: 3 }, { spentUsd: 1, branchHead: 'head' });
	const of = (agent: 'Worker' | 'Merger') => ({ agent, budgetUsd: 2 });
	const reserve = {
		kind: 'reserve',
		card,
		run: 'r',
		epoch: 4,
		usd: 2,
		spentUsd: 1,
		capUsd: 3,
		project: 'project-1',
	} as const;
	t.deepEqual(tellStart(state, run, of('Worker'), settings()), [reserve]);
	const permit = { kind: 'permit', card, run: 'r', epoch: 4 } as const;
	t.deepEqual(tellStart(state, run, of('Merger'), settings()), [
		reserve,
		{ ...permit, head: null, auto: true },
	]);
	const approved = { ...state, approval: { head: 'head' } };
	t.deepEqual(tellStart(approved, run, of('Merger'), settings()), [
		reserve,
		{ ...permit, head: 'head', auto: false },
	]);
});

test('pauses are told by their target', (t) => {
	t.deepEqual(tellPause({ scope: 'all' }, true), { kind: 'pause', card: '', target: 'all', on: true });
	t.deepEqual(tellPause({ scope: 'card', gid: '7' }, false), {
		kind: 'pause',
		card: '7',
		target: 'card/7',
		on: false,
	});
});
