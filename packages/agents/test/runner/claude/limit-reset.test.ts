import test from 'ava';
import { findReset } from '../../../src/runner/claude/limit-reset.ts';

/** A Saturday, 14:30 in UTC, 15:30 in Berlin. */
const now = Date.UTC(2026, 10, 28, 14, 30);

const hour = 3_600_000;

for (const [text, expected] of [
	['Claude AI usage limit reached|1795960800', Date.UTC(2026, 10, 29, 14)],
	['You’ve hit your session limit · resets 3pm (UTC)', Date.UTC(2026, 10, 28, 15)],
	['5-hour limit reached ∙ resets 2pm (UTC)', Date.UTC(2026, 10, 29, 14)],
	['5-hour limit reached ∙ resets 5pm (Europe/Berlin)', Date.UTC(2026, 10, 28, 16)],
	['You’ve hit your limit · resets 12am (UTC)', Date.UTC(2026, 10, 29)],
	['You’ve hit your limit · resets at 3:45pm (UTC)', Date.UTC(2026, 10, 28, 15, 45)],
	['You’ve hit your limit · resets 15:45 (UTC)', Date.UTC(2026, 10, 28, 15, 45)],
	['Weekly limit reached ∙ resets Monday (UTC)', Date.UTC(2026, 10, 30)],
	['Weekly limit reached ∙ resets Thu 9am (UTC)', Date.UTC(2026, 11, 3, 9)],
	['Weekly limit reached ∙ resets Sat 2pm (UTC)', Date.UTC(2026, 11, 5, 14)],
	['You’ve hit your weekly limit · resets Dec 3 at 9am (UTC)', Date.UTC(2026, 11, 3, 9)],
	['You’ve hit your Opus limit · resets Dec 3, 9:30am (America/New_York)', Date.UTC(2026, 11, 3, 14, 30)],
	['You are out of extra usage · resets tomorrow (UTC)', Date.UTC(2026, 10, 29)],
	['Session limit reached. Resets in 2h 5m', now + 2 * hour + 5 * 60_000],
	['Session limit reached. Resets in 45 minutes', now + 45 * 60_000],
	['Weekly limit reached, resets in 3 days', now + 72 * hour],
	['Opus limit reached', null],
	['Weekly limit reached ∙ resets soon', null],
	['Weekly limit reached ∙ resets Smarch 3', null],
] as const) {
	test(`“${text}”`, (t) => {
		const found = findReset(text, now);
		t.is(found, expected, found === null ? 'null' : new Date(found).toISOString());
	});
}

test('without a zone it is the machine’s own time', (t) => {
	const at = findReset('You’ve hit your session limit · resets 3pm', now);
	t.is(new Date(at ?? 0).getHours(), 15);
	t.true((at ?? 0) > now && (at ?? 0) <= now + 25 * hour);
});

test('clocks that change on the way are heeded', (t) => {
	// 25 October 2026, 3:00: clocks in Berlin go back to 2:00.
	const before = Date.UTC(2026, 9, 24, 20);
	t.is(findReset('limit reached · resets 9am (Europe/Berlin)', before), Date.UTC(2026, 9, 25, 8));
});
