import test from 'ava';
import { forecastCost, type PastRun } from '../../../src/core/card/forecast.ts';

const card = (...costs: readonly (readonly [agent: string, costUsd: number])[]): PastRun[] =>
	costs.map(([agent, costUsd]) => ({ agent, costUsd }));

const history = [
	card(['Triage', 0.01], ['Planner', 0.1], ['Worker', 0.5], ['Reviewer', 0.1], ['Merger', 0.05]),
	card(
		['Triage', 0.01],
		['Planner', 0.1],
		['Worker', 0.7],
		['Worker', 0.2],
		['Reviewer', 0.1],
		['Merger', 0.05],
	),
	card(['Triage', 0.01], ['Worker', 2], ['Reviewer', 0.1], ['Merger', 0.05]),
	card(['Documentation', 9]),
];

test('what is still to come is in the middle of what it was for cards that stood there', (t) => {
	t.deepEqual(forecastCost(history, 'Triage', 0), { usd: 1.16, highUsd: 2.16, cards: 3 });
	t.deepEqual(forecastCost(history, 'Worker', 0.25), { usd: 1.3, highUsd: 2.4, cards: 3 });
	t.deepEqual(forecastCost(history, 'Merger', 1), { usd: 1.05, highUsd: 1.05, cards: 3 });
});

test('too few cards say nothing', (t) => {
	t.is(forecastCost(history, 'Planner', 0), null);
	t.is(forecastCost([], 'Triage', 0), null);
});
