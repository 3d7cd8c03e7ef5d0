import test from 'ava';
import * as fc from 'fast-check';
import {
	exchange,
	freshQuota,
	lanes,
	type Ended,
	type Lane,
	type QuotaAnswer,
	type QuotaRules,
	type QuotaState,
} from '../../src/core/quota.ts';

const rules: QuotaRules = { reads: 4, writes: 2, pace: null, leaseMs: 35_000 };
const none = { writes: 0, looks: 0, polls: 0 };

/** A quota and the processes that use it, on a clock that the test moves. */
class Keeper {
	now = 1_000_000;
	state: QuotaState = freshQuota;
	readonly underWay: { id: string; lane: Lane }[] = [];
	readonly #rules: QuotaRules;
	#named = 0;

	constructor(given: QuotaRules = rules) {
		this.#rules = given;
	}

	ask(holder: string, waiting: Partial<Record<Lane, number>>, ended: readonly Ended[] = []): QuotaAnswer {
		const all = { ...none, ...waiting };
		const ids = Array.from({ length: all.writes + all.looks + all.polls }, () => `r${++this.#named}`);
		const request = { holder, ended, waiting: all, ids, jitter: 0.5 };
		// As it comes back from Redis.
		const kept = JSON.parse(JSON.stringify(this.state)) as QuotaState;
		const [state, answer] = exchange(kept, request, this.#rules, this.now);
		this.state = state;
		for (const { id } of ended) {
			const at = this.underWay.findIndex((one) => one.id === id);
			if (at !== -1) this.underWay.splice(at, 1);
		}
		this.underWay.push(...answer.granted);
		return answer;
	}

	end(holder: string, id: string, how: Ended['how'], retryAfterMs: number | null = null): QuotaAnswer {
		return this.ask(holder, {}, [{ id, how, retryAfterMs }]);
	}
}

test('reads and writes are bounded each for themselves, and an end makes room', (t) => {
	const keeper = new Keeper();
	const first = keeper.ask('a', { writes: 3, polls: 9 });
	t.deepEqual(
		first.granted.map(({ lane }) => lane),
		['writes', 'writes', 'polls', 'polls', 'polls', 'polls'],
	);
	t.is(keeper.ask('b', { looks: 1 }).granted.length, 0);
	const poll = first.granted.find(({ lane }) => lane === 'polls');
	keeper.end('a', poll?.id ?? '', 'answered');
	t.is(keeper.ask('b', { looks: 1 }).granted.length, 1);
});

test('what a dead process held comes back when its lease is over', (t) => {
	const keeper = new Keeper();
	keeper.ask('dead', { polls: 4 });
	keeper.now += 34_999;
	t.is(keeper.ask('a', { polls: 1 }).granted.length, 0);
	keeper.now += 1;
	t.is(keeper.ask('a', { polls: 1 }).granted.length, 1);
});

test('a clock set back an hour neither keeps slots nor a pause', (t) => {
	const keeper = new Keeper();
	const { granted } = keeper.ask('a', { polls: 4 });
	keeper.end('a', granted[0]?.id ?? '', 'limited', 60_000);
	keeper.now -= 2 * 60 * 60_000;
	t.is(keeper.ask('b', { polls: 1 }).granted.length, 1);
});

test('after a 429 nobody asks until the pause is over, then one at a time until one goes through', (t) => {
	const keeper = new Keeper();
	const { granted } = keeper.ask('a', { polls: 1 });
	keeper.end('a', granted[0]?.id ?? '', 'limited', 30_000);
	keeper.now += 29_999;
	t.deepEqual(keeper.ask('b', { writes: 1 }).granted, []);
	t.is(keeper.ask('b', {}).pausedMs, 1);
	keeper.now += 1;
	const probe = keeper.ask('b', { writes: 2 }).granted;
	t.is(probe.length, 1);
	t.deepEqual(keeper.ask('a', { looks: 1 }).granted, []);
	keeper.end('b', probe[0]?.id ?? '', 'answered');
	t.is(keeper.ask('b', { writes: 2 }).granted.length, 2);
});

test('a probe that is lost is followed by another, one that is refused by a longer pause', (t) => {
	const keeper = new Keeper();
	const [first] = keeper.ask('a', { polls: 1 }).granted;
	keeper.now += 5;
	keeper.end('a', first?.id ?? '', 'limited', 0);
	const [lost] = keeper.ask('a', { polls: 1 }).granted;
	keeper.now += 5;
	keeper.end('a', lost?.id ?? '', 'lost');
	const [refused] = keeper.ask('a', { polls: 1 }).granted;
	t.truthy(refused);
	keeper.now += 5;
	t.true(keeper.end('a', refused?.id ?? '', 'limited', 0).pausedMs >= 2_000);
});

test('requests refused together are one refusal', (t) => {
	const keeper = new Keeper();
	const { granted } = keeper.ask('a', { polls: 4 });
	keeper.now += 50;
	let paused = 0;
	for (const { id } of granted) {
		keeper.now += 1;
		paused = keeper.end('a', id, 'limited').pausedMs;
	}
	t.is(keeper.state.caution.strikes, 1);
	t.true(paused <= 2_500);
});

test('a poll gives way to a write that waits in another process for the rate limit', (t) => {
	const keeper = new Keeper({ ...rules, reads: 40, writes: 40, pace: { first: 60, most: 60 } });
	const burst = keeper.ask('a', { writes: 20 });
	t.is(burst.granted.length, 9);
	keeper.now += 1_300;
	t.deepEqual(keeper.ask('b', { polls: 1 }).granted, []);
	t.is(keeper.ask('a', { writes: 11 }).granted.length, 1);
});

test('a pace that is only a guess rises while requests wait, and falls when it proves too much', (t) => {
	const keeper = new Keeper({ ...rules, reads: 4_000, pace: { first: 150, most: 1_500 } });
	let minutes = 0;
	for (; (keeper.state.bucket?.perMinute ?? 0) < 1_500 && minutes < 60; minutes++) {
		for (let second = 0; second < 60; second++) {
			const { granted } = keeper.ask('a', { polls: 100 });
			keeper.ask(
				'a',
				{},
				granted.map(({ id }) => ({ id, how: 'answered', retryAfterMs: null })),
			);
			keeper.now += 1_000;
		}
	}
	t.true(minutes >= 10 && minutes <= 15);
	const [last] = keeper.ask('a', { polls: 1 }).granted;
	keeper.end('a', last?.id ?? '', 'limited', 1_000);
	t.is(keeper.state.bucket?.perMinute, 750);
	t.is(keeper.state.bucket?.tooMuch?.perMinute, 1_500);
});

test('a known pace is never exceeded, nor raised', (t) => {
	const keeper = new Keeper({ ...rules, reads: 4_000, pace: { first: 100, most: 100 } });
	for (let second = 0; second < 600; second++) {
		keeper.ask('a', { polls: 100 });
		keeper.now += 1_000;
	}
	t.is(keeper.state.bucket?.perMinute, 100);
});

/** Asks for everything, all the time, for so many milliseconds, and answers how many went through. */
function press(keeper: Keeper, ms: number, refuse: (sent: number) => boolean, retryAfterMs = 1_000): number {
	let sent = 0;
	let through = 0;
	for (const end = keeper.now + ms; keeper.now < end; keeper.now += 100) {
		const { granted } = keeper.ask('a', { writes: 5, polls: 5 });
		for (const { id } of granted) {
			const limited = refuse(++sent);
			if (!limited) through++;
			keeper.end('a', id, limited ? 'limited' : 'answered', limited ? retryAfterMs : null);
		}
	}
	return through;
}

const never = (): boolean => false;
const unknown: QuotaRules = { reads: 40, writes: 10, pace: { first: 150, most: 1_500 }, leaseMs: 35_000 };

test('one 429 costs what it says, and not the pace that every plan bears', (t) => {
	const keeper = new Keeper(unknown);
	const [one] = keeper.ask('a', { polls: 1 }).granted;
	keeper.end('a', one?.id ?? '', 'limited', 3_000);
	t.is(keeper.state.bucket?.perMinute, 150);
	keeper.now += 3_000;
	t.is(keeper.ask('a', { writes: 1 }).granted.length, 1);
});

test('a request in fourteen refused for four minutes costs their pauses and no more', (t) => {
	const calm = press(new Keeper(unknown), 30_000, never);
	const keeper = new Keeper(unknown);
	const through = press(keeper, 4 * 60_000, (sent) => sent % 14 === 0);
	t.true((keeper.state.bucket?.perMinute ?? 0) >= 150);
	// A pause of a second for each fourteen requests, which take six: within 1.5 times the time.
	t.true(through * 1.5 >= calm * 4, `${through} of at least ${calm * 4}`);
});

test('after two minutes of refusals the pace is at once that of every plan, and soon what it was', (t) => {
	const keeper = new Keeper({ ...unknown, reads: 4_000, writes: 4_000 });
	press(keeper, 15 * 60_000, never);
	const before = keeper.state.bucket?.perMinute ?? 0;
	t.true(before > 500, String(before));
	press(keeper, 2 * 60_000, (sent) => sent % 20 === 0);
	t.true((keeper.state.bucket?.perMinute ?? 0) >= 150);
	t.true(press(keeper, 60_000, never) >= 120);
	press(keeper, 4 * 60_000, never);
	const after = keeper.state.bucket?.perMinute ?? 0;
	t.true(after >= before * 0.89, `${after} of ${before}`);
});

test('refusals of one minute are one fall of the pace', (t) => {
	const keeper = new Keeper({ ...unknown, reads: 4_000, writes: 4_000 });
	press(keeper, 15 * 60_000, never);
	const before = keeper.state.bucket?.perMinute ?? 0;
	press(keeper, 30_000, (sent) => sent % 10 === 0);
	t.is(keeper.state.bucket?.perMinute, Math.max(150, before / 2));
});

test('while writes queue a poll goes out every few seconds', (t) => {
	const keeper = new Keeper({ ...unknown, pace: { first: 60, most: 60 } });
	keeper.ask('a', { writes: 20 });
	let polls = 0;
	for (let second = 0; second < 60; second++) {
		keeper.now += 1_000;
		const { granted } = keeper.ask('a', { writes: 50, polls: 3 });
		polls += granted.filter(({ lane }) => lane === 'polls').length;
		for (const { id } of granted) keeper.end('a', id, 'answered');
	}
	t.true(polls >= 10 && polls <= 25, String(polls));
});

const lane = fc.constantFrom(...lanes);
const step = fc.record({
	after: fc.integer({ min: 0, max: 4_000 }),
	holder: fc.constantFrom('a', 'b', 'c'),
	lane,
	count: fc.integer({ min: 0, max: 60 }),
	end: fc.constantFrom('none', 'answered', 'answered', 'lost', 'limited'),
	retryAfterMs: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: null }),
});

test('whatever happens: limits hold, any minute stays within the pace, pauses are kept, probes are alone', (t) => {
	fc.assert(
		fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 20, max: 300 }), (steps, perMinute) => {
			const keeper = new Keeper({
				reads: 40,
				writes: 10,
				pace: { first: perMinute, most: perMinute },
				leaseMs: 1e9,
			});
			const sent: number[] = [];
			for (const { after, holder, lane, count, end, retryAfterMs } of steps) {
				keeper.now += after;
				const over = end === 'none' ? undefined : keeper.underWay[0];
				const ended = over === undefined ? [] : [{ id: over.id, how: end as Ended['how'], retryAfterMs }];
				const pausedBefore = keeper.state.caution.pausedUntil > keeper.now;
				const { granted } = keeper.ask(holder, { [lane]: count }, ended);
				sent.push(...granted.map(() => keeper.now));
				const writes = keeper.underWay.filter((one) => one.lane === 'writes').length;
				t.true(writes <= 10 && keeper.underWay.length - writes <= 40);
				t.true(sent.filter((at) => at > keeper.now - 60_000).length <= perMinute);
				if (pausedBefore) t.is(granted.length, 0);
				if (keeper.state.caution.strikes > 0) t.true(granted.length <= 1);
			}
		}),
	);
});
