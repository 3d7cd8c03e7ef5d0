import test from 'ava';
import { dayOf, sumBy } from '../../../src/cost/core/sum-by.ts';

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
});

test('runs are summed up by name, the dearest first, and what is queued has cost nothing', (t) => {
	const runs = [run('Worker', 0.1), run('Worker', 0.2), run('Triage', 0.05), run('Reviewer', 0, 'queued')];
	t.deepEqual(
		sumBy(runs, ({ agent }) => agent),
		[
			{ name: 'Worker', runs: 2, usd: 0.3 },
			{ name: 'Triage', runs: 1, usd: 0.05 },
		],
	);
});

test('what is unknown makes the sum unknown, and stands first', (t) => {
	const lines = sumBy([run('Triage', 5), run('Worker', 1), run('Worker', null)], ({ agent }) => agent);
	t.deepEqual(lines[0], { name: 'Worker', runs: 2, usd: null });
});

test('a day is this machine’s', (t) => {
	t.is(dayOf(new Date(2030, 0, 31, 23, 59).getTime()), '2030-01-31');
});
