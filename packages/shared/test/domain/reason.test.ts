import test from 'ava';
import * as fc from 'fast-check';
import { callPerson, describeReason, Reason } from '../../src/domain.ts';

const text = fc.string();
const count = fc.nat();
const time = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const money = fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map((usd) => usd + 0);

/** One arbitrary per code: a code that is missing here fails the first test. */
const byCode = {
	blocked: fc.record({ names: fc.array(text) }),
	'awaiting-clarification': fc.record({}),
	'awaiting-approval': fc.record({}),
	'awaiting-second-tick': fc.record({ digest: text, paths: fc.array(text), more: count }),
	'awaiting-person': fc.record({ detail: text }),
	'budget-reached': fc.record({ spentUsd: money, maxUsd: money }),
	'day-cap': fc.record({
		scope: fc.constantFrom('project', 'installation', 'author'),
		spentUsd: money,
		maxUsd: money,
		untilMs: time,
	}),
	'limit-reached': fc.record({ limit: text, running: count, max: count }),
	'no-idle-worker': fc.record({ workers: count }),
	'merge-lane-busy': fc.record({ name: text }),
	'backing-off': fc.record({ untilMs: time, attempt: count, because: text }),
	'usage-limit': fc.record({ untilMs: time }),
	'provider-down': fc.record({ sinceMs: time, untilMs: time, detail: text }),
	paused: fc.record({ scope: fc.constantFrom('all', 'project', 'card', 'tag'), gid: text, by: text }),
	quarantined: fc.record({ because: text }),
	'not-permitted': fc.record({ detail: text }),
	'unknown-agent': fc.record({ agent: text }),
	'held-up': fc.record({ because: text }),
	starting: fc.record({}),
	'updating-board': fc.record({}),
	listening: fc.record({}),
} satisfies Record<Reason['code'], fc.Arbitrary<object>>;

const reasons = fc.oneof(
	...Object.entries(byCode).map(([code, rest]) => rest.map((fields) => ({ code, ...fields }) as Reason)),
);

test('every code of the schema is tried here', (t) => {
	const codes = Reason.options.map((option) => option.shape.code.value);
	t.deepEqual(codes.toSorted(), Object.keys(byCode).toSorted() as never);
});

test('every reason has words, one line of them, and says what it knows', (t) => {
	fc.assert(
		fc.property(reasons, (reason) => {
			const words = describeReason(reason);
			if (words.length < 6 || words.includes('undefined') || words.includes('NaN')) return false;
			const details = 'detail' in reason ? [reason.detail] : 'because' in reason ? [reason.because] : [];
			return details.every((detail) => words.includes(detail));
		}),
	);
	t.pass();
});

test('no two codes say the same', (t) => {
	const [sample] = fc.sample(fc.record(byCode), 1);
	const words = Object.entries(sample ?? {}).map(([code, fields]) =>
		describeReason({ code, ...fields } as Reason),
	);
	t.is(new Set(words).size, Object.keys(byCode).length);
});

test('what only a person can end is told in words that need no field, and nothing else is', (t) => {
	const [sample] = fc.sample(fc.record(byCode), 1);
	const called = Object.entries(sample ?? {}).flatMap(([code, fields]) => {
		const words = callPerson(describeReason({ code, ...fields } as Reason));
		if (words === null) return [];
		t.notRegex(words, /set Merge Approval|Agent field|raise Max Cost/);
		return [code];
	});
	t.deepEqual(called.toSorted(), [
		'awaiting-approval',
		'awaiting-clarification',
		'awaiting-person',
		'awaiting-second-tick',
		'budget-reached',
		'not-permitted',
		'quarantined',
		'unknown-agent',
	]);
});

test('a reason survives being sent', (t) => {
	fc.assert(
		fc.property(reasons, (reason) => {
			t.deepEqual(Reason.parse(JSON.parse(JSON.stringify(reason))), reason);
		}),
	);
});

test('the words people read', (t) => {
	t.is(describeReason({ code: 'blocked', names: ['A', 'B'] }), 'Blocked by “A”, “B”');
	t.is(
		describeReason({ code: 'budget-reached', spentUsd: 2.006, maxUsd: 2 }),
		'Budget reached: $2.01 of $2.00 spent; raise Max Cost to go on',
	);
	t.is(describeReason({ code: 'no-idle-worker', workers: 0 }), 'No worker is alive');
	t.is(describeReason({ code: 'no-idle-worker', workers: 2 }), 'No idle worker (2 busy)');
	t.regex(
		describeReason({ code: 'usage-limit', untilMs: Date.UTC(2030, 0, 15, 12) }),
		/^Usage limit until 15 Jan, \d\d:\d\d:00 \S+$/,
	);
});
