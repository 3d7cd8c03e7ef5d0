import test from 'ava';
import { findPaceLimit, noteStart } from '../../../src/core/start/pace.ts';

const hourMs = 3_600_000;
const limits = { cardRunsPerDay: 3, authorCardsPerHour: 2 };
const now = 100 * hourMs;
const pace = { cardStarts: [], authorBegins: [], isNew: true };

test('a card that is started again and again waits until the day has room', (t) => {
	const starts = [now - 20 * hourMs, now - 2 * hourMs, now - hourMs];
	const limit = findPaceLimit({ ...pace, cardStarts: starts }, limits, now);
	t.is(limit?.untilMs, now + 4 * hourMs);
	t.like(limit?.reason, { code: 'limit-reached', running: 3, max: 3 });
	t.is(findPaceLimit({ ...pace, cardStarts: starts }, limits, now + 4 * hourMs), null);
});

test('500 re-openings in a day start no more runs than the day has room for', (t) => {
	let starts: number[] = [];
	let run = 0;
	for (let reopened = 0; reopened < 500; reopened++) {
		const at = now + reopened * 60_000;
		if (findPaceLimit({ ...pace, isNew: false, cardStarts: starts }, limits, at) !== null) continue;
		starts = noteStart(starts, at);
		run++;
	}
	t.is(run, 3);
});

test('an author begins so many cards an hour; what was begun goes on', (t) => {
	const begins = [now - 50 * 60_000, now - 60_000];
	const limit = findPaceLimit({ ...pace, authorBegins: begins }, limits, now);
	t.is(limit?.untilMs, now + 10 * 60_000);
	t.regex(JSON.stringify(limit?.reason), /cards of its author within an hour/);
	t.is(findPaceLimit({ ...pace, authorBegins: begins, isNew: false }, limits, now), null);
});

test('times no limit looks at any more are forgotten', (t) => {
	t.deepEqual(noteStart([now - 25 * hourMs, now - hourMs], now), [now - hourMs, now]);
});
