import test from 'ava';
import { longestSilenceMs, planWebhooks } from '../../../src/webhook/core/plan-webhooks.ts';

const prefix = 'https://hooks.example/asana/7/';
const now = 1_000_000_000_000;
const own = { gid: '1', target: `${prefix}own`, heardAt: now - 1_000 };
const listed = { gid: '1', target: `${prefix}own`, active: true };

test('a webhook that is there and heard of stays', (t) => {
	t.deepEqual(planWebhooks({ listed: [listed], own, prefix, now }), { keep: '1', remove: [], why: null });
});

test('without one there is one to create, and what is left over at our address goes', (t) => {
	const left = { gid: '2', target: `${prefix}other`, active: true };
	const foreign = { gid: '3', target: 'https://elsewhere.example/asana/7/x', active: true };
	const plan = planWebhooks({ listed: [left, foreign], own: null, prefix, now });
	t.is(plan.keep, null);
	t.deepEqual(plan.remove, ['2']);
});

test('a second one beside ours goes', (t) => {
	const second = { gid: '2', target: `${prefix}second`, active: true };
	t.deepEqual(planWebhooks({ listed: [second, listed], own, prefix, now }), {
		keep: '1',
		remove: ['2'],
		why: null,
	});
});

test('one that is deleted, switched off, silent for two beats, or at an old address is made anew', (t) => {
	t.like(planWebhooks({ listed: [], own, prefix, now }), { keep: null, remove: [] });
	const off = planWebhooks({ listed: [{ ...listed, active: false }], own, prefix, now });
	t.like(off, { keep: null, remove: ['1'] });
	const silent = { ...own, heardAt: now - longestSilenceMs - 1 };
	t.like(planWebhooks({ listed: [listed], own: silent, prefix, now }), { keep: null, remove: ['1'] });
	const late = { ...own, heardAt: now - 9 * 60 * 60_000 };
	t.is(planWebhooks({ listed: [listed], own: late, prefix, now }).keep, '1');
	const moved = planWebhooks({ listed: [listed], own, prefix: 'https://new.example/asana/7/', now });
	t.like(moved, { keep: null, remove: ['1'] });
});

test('a clock that was set back is no silence', (t) => {
	const future = { ...own, heardAt: now + 10 * longestSilenceMs };
	t.is(planWebhooks({ listed: [listed], own: future, prefix, now }).keep, '1');
});
