import test from 'ava';
import { noon, runOf } from '@aegis/shared/testing';
import { layOut } from '../../../page/src/core/timeline.ts';

test('runs lie in their agents’ lanes in order, and a night between them takes no room', (t) => {
	const minute = 60_000;
	const night = 10 * 60 * minute;
	const run = (runId: string, agent: string, from: number, to: number | null) =>
		runOf({
			runId,
			agent,
			queuedAt: noon + from,
			startedAt: noon + from,
			finishedAt: to === null ? null : noon + to,
		});
	const { lanes, bars, gaps, place } = layOut(
		[run('b', 'Worker', night, null), run('a', 'Triage', 0, 2 * minute)],
		noon + night + 2 * minute,
	);
	t.deepEqual(lanes, ['Triage', 'Worker']);
	t.is(gaps.length, 1);
	t.is(gaps[0]?.ms, night - 2 * minute);
	const [first, second] = bars;
	t.true((first?.width ?? 0) > 0.4 && (second?.width ?? 0) > 0.4, 'both can be seen');
	t.true((first?.left ?? 1) === 0 && (second?.left ?? 0) > 0.5);
	t.true(place(noon + 3 * minute) > place(noon + minute));
	t.deepEqual(layOut([], noon).bars, []);
});
