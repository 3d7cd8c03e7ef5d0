import test from 'ava';
import { decideRetry, describeFailure, lossWindowMs } from '../../../src/core/run/retry.ts';
import { now } from '../../helpers/cards.ts';

const none = { attempts: 0, overloads: 0, losses: [] };
const options = { now, jitter: 0, maxAttempts: 3 };
const failed = { kind: 'failed', code: 'X', message: 'the checks are red' } as const;

for (const outcome of [
	failed,
	{ kind: 'timed-out', afterMs: 3_600_000 },
	{ kind: 'stalled', silentMs: 900_000 },
] as const)
	test(`${outcome.kind} counts, backs off, and ends with a person`, (t) => {
		const first = decideRetry(outcome, none, options);
		t.like(first, { kind: 'again', counts: { attempts: 1 }, untilMs: now + 10_000 });
		const second = decideRetry(outcome, first.counts, options);
		t.like(second, {
			kind: 'again',
			untilMs: now + 20_000,
			reason: { code: 'backing-off', attempt: 2, because: describeFailure(outcome) },
		});
		t.like(decideRetry(outcome, second.counts, options), { kind: 'person', counts: { attempts: 3 } });
	});

test('a backoff is never longer than ten minutes and a fifth', (t) => {
	const patient = { now, jitter: 0.999, maxAttempts: 1_000 };
	const decision = decideRetry(failed, { ...none, attempts: 500 }, patient);
	t.true(decision.kind === 'again' && decision.untilMs <= now + 720_000);
});

test('an overloaded provider is waited for ever longer and counts for nothing', (t) => {
	const overloaded = { kind: 'overloaded', detail: '529' } as const;
	const first = decideRetry(overloaded, none, options);
	t.like(first, { kind: 'again', counts: { attempts: 0, overloads: 1 }, untilMs: now + 15_000 });
	t.like(decideRetry(overloaded, first.counts, options), { untilMs: now + 30_000 });
});

for (const [until, waitMs] of [
	[now + 60_000, 60_000],
	[null, 15 * 60_000],
	[now - 60_000, 1_000],
] as const)
	test(`a usage limit until ${until === null ? 'nobody knows' : until - now} waits ${waitMs} ms`, (t) =>
		t.deepEqual(decideRetry({ kind: 'usage-limited', until }, none, options), {
			kind: 'again',
			counts: none,
			untilMs: now + waitMs,
			reason: { code: 'usage-limit', untilMs: now + waitMs },
		}));

test('whatever the chance, a wait ends at a whole millisecond', (t) => {
	for (const outcome of [
		failed,
		{ kind: 'overloaded', detail: '529' },
		{ kind: 'usage-limited', until: now + 0.5 },
		{ kind: 'usage-limited', until: null },
	] as const)
		for (const jitter of [0.1, 1 / 3, 0.999]) {
			const decision = decideRetry(outcome, { ...none, attempts: 1 }, { ...options, jitter });
			t.true(decision.kind === 'again' && Number.isInteger(decision.untilMs), JSON.stringify(decision));
		}
});

test('a run over its budget waits for a higher one', (t) =>
	t.deepEqual(decideRetry({ kind: 'over-budget', spentUsd: 2 }, none, options), {
		kind: 'budget',
		counts: none,
	}));

test('a cancelled run may go on at once', (t) =>
	t.like(decideRetry({ kind: 'cancelled', why: 'shutdown' }, none, options), {
		kind: 'again',
		untilMs: now,
		reason: null,
	}));

test('a card that loses its worker three times is quarantined, old losses forgotten', (t) => {
	const lost = { kind: 'lost', why: 'killed' } as const;
	t.like(decideRetry(lost, none, options), { kind: 'again', counts: { losses: [now] }, untilMs: now });
	t.like(decideRetry(lost, { ...none, losses: [now - 2, now - 1] }, options), {
		kind: 'quarantine',
		because: 'its worker was lost 3 times (killed)',
	});
	t.like(decideRetry(lost, { ...none, losses: [now - lossWindowMs, now - 1] }, options), {
		kind: 'again',
		counts: { losses: [now - 1, now] },
	});
});

test('every way to fail is said in words', (t) => {
	t.is(describeFailure({ kind: 'timed-out', afterMs: 3_600_000 }), 'took longer than 60 min');
	t.is(describeFailure({ kind: 'stalled', silentMs: 900_000 }), 'was silent for 15 min');
	t.is(describeFailure({ kind: 'over-budget', spentUsd: 2 }), 'stopped at the budget after $2.00');
	t.is(describeFailure({ kind: 'cancelled', why: 'moved' }), 'cancelled: moved');
	t.is(describeFailure({ kind: 'overloaded', detail: '529' }), 'the model’s provider did not answer: 529');
	t.is(describeFailure({ kind: 'lost', why: 'killed' }), 'its worker was lost: killed');
	t.is(
		describeFailure({ kind: 'usage-limited', until: null }),
		'the model provider’s usage limit was reached',
	);
});
