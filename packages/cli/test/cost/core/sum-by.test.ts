import test from 'ava';
import { cacheShare, dayOf, modelOf, sumBy } from '../../../src/cost/core/sum-by.ts';

const run = (
	agent: string,
	costUsd: number | null,
	state: 'queued' | 'running' | 'finished' = 'finished',
) => ({
	agent,
	cardName: 'c',
	queuedAt: 0,
	costUsd,
	state,
	models: agent === 'Triage' ? [] : ['claude-opus-5-5'],
	tokens: agent === 'Worker' ? { input: 100, cacheRead: 700, cacheWrite: 200, output: 50 } : null,
});

const tokens = { read: 0, cached: 0, written: 0 };

test('runs are summed up by name, the dearest first, and what is queued has cost nothing', (t) => {
	const runs = [run('Worker', 0.1), run('Worker', 0.2), run('Triage', 0.05), run('Reviewer', 0, 'queued')];
	t.deepEqual(
		sumBy(runs, ({ agent }) => agent),
		[
			{ name: 'Worker', runs: 2, usd: 0.3, tokens: { read: 2_000, cached: 1_400, written: 100 } },
			{ name: 'Triage', runs: 1, usd: 0.05, tokens },
		],
	);
});

test('what is unknown makes the sum unknown, and stands first', (t) => {
	const lines = sumBy([run('Triage', 5), run('Worker', 1), run('Worker', null)], ({ agent }) => agent);
	t.like(lines[0], { name: 'Worker', runs: 2, usd: null });
});

test('a day is this machine’s', (t) => {
	t.is(dayOf(new Date(2030, 0, 31, 23, 59).getTime()), '2030-01-31');
});

test('the share that came from the cache is of all that was read', (t) => {
	t.is(cacheShare({ read: 2_000, cached: 1_400, written: 9 }), 70);
	t.is(cacheShare(tokens), null);
});

test('a run is named by the models that really answered', (t) => {
	t.is(modelOf({ models: ['claude-opus-5-5', 'claude-haiku-5-5'] }), 'claude-opus-5-5 + claude-haiku-5-5');
	t.is(modelOf({ models: [] }), 'unknown');
});
