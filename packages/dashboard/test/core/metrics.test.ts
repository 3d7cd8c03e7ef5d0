import test from 'ava';
import { noon, runOf } from '@aegis/shared/testing';
import { sumUp } from '../../src/core/metrics.ts';

const minute = 60_000;
const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
const ended = { state: 'finished', outcome: 'succeeded' } as const;

test('runs become cards per day, lead times, money per agent and card, and shares of what went wrong', (t) => {
	const at = (n: number) => ({
		queuedAt: noon + n * minute,
		startedAt: noon + n * minute,
		finishedAt: noon + (n + 1) * minute,
	});
	const metrics = sumUp(
		[
			runOf({ ...ended, ...at(0), runId: 'a', agent: 'Worker', costUsd: 0.1 }),
			runOf({ ...ended, ...at(2), runId: 'b', agent: 'Reviewer', costUsd: 0.2 }),
			runOf({ ...ended, ...at(4), runId: 'c', agent: 'Worker', costUsd: 0.3, attempt: 2 }),
			runOf({ ...ended, ...at(6), runId: 'd', agent: 'Reviewer', costUsd: null }),
			runOf({ ...ended, ...at(8), runId: 'e', agent: 'Merger', costUsd: 0 }),
			runOf({ ...at(1_440), runId: 'f', cardGid: '2', state: 'finished', outcome: 'failed', costUsd: 1 }),
			runOf({ runId: 'g', cardGid: '3', state: 'queued', queuedAt: noon, startedAt: null, costUsd: null }),
		],
		day,
	);
	t.like(metrics, {
		runs: 7,
		failed: 1,
		retried: 1,
		unknownCosts: 1,
		sentBack: { count: 1, of: 2 },
		spentUsd: 1.6,
		leadTime: { count: 1, p50: 9 * minute, p90: 9 * minute },
		days: [
			{ day: '2030-01-01', merged: 1, runs: 6, usd: 0.6 },
			{ day: '2030-01-02', merged: 0, runs: 1, usd: 1 },
		],
	});
	t.like(
		metrics.agents.find(({ agent }) => agent === 'Worker'),
		{ runs: 4, failed: 1, usd: 1.4 },
	);
	t.is(metrics.cards[0]?.gid, '2', 'the dearest first');
	t.like(sumUp([], day), { since: null, runs: 0, leadTime: { p50: null }, days: [] });
});
