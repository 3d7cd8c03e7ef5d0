import test from 'ava';
import * as fc from 'fast-check';
import { decideRestart, defaultRestartPolicy, type RestartPolicy } from '../../../src/supervision.ts';

const crash = { code: 1, now: 1_000_000, livedMs: 100, jitter: 0 };

test('the first restart is immediate, each further one of the window later', (t) => {
	const delays: number[] = [];
	let restarts: readonly number[] = [];
	for (let index = 0; index < 5; index++) {
		const decision = decideRestart(defaultRestartPolicy, restarts, crash);
		if (decision.kind !== 'restart') return t.fail(decision.why);
		delays.push(decision.delayMs);
		restarts = decision.restarts;
	}
	return t.deepEqual(delays, [0, 200, 400, 800, 1_600]);
});

test('one that had been well is started at once, but counts', (t) => {
	const restarts = [crash.now - 10_000, crash.now - 5_000];
	const exit = { ...crash, livedMs: defaultRestartPolicy.healthyMs };
	t.like(decideRestart(defaultRestartPolicy, restarts, exit), { kind: 'restart', delayMs: 0 });
	const policy = { ...defaultRestartPolicy, intensity: 2 };
	t.deepEqual(decideRestart(policy, restarts, exit), { kind: 'give-up', why: 'intensity' });
});

test('too many in a window is given up, one fewer is not', (t) => {
	const policy = { ...defaultRestartPolicy, intensity: 3, windowMs: 1_000 };
	const at = (...ages: number[]): number[] => ages.map((age) => crash.now - age);
	t.deepEqual(decideRestart(policy, at(999, 500, 1), crash), { kind: 'give-up', why: 'intensity' });
	t.is(decideRestart(policy, at(1_000, 500, 1), crash).kind, 'restart');
});

test('a configuration error is given up at once; any other end is not', (t) => {
	for (const code of [2, 4])
		t.deepEqual(decideRestart(defaultRestartPolicy, [], { ...crash, code }), {
			kind: 'give-up',
			why: 'configuration',
		});
	for (const code of [null, 0, 1, 3, 5, 127, 130])
		t.is(decideRestart(defaultRestartPolicy, [], { ...crash, code }).kind, 'restart');
});

const policies: fc.Arbitrary<RestartPolicy> = fc.record({
	minDelayMs: fc.nat(5_000),
	maxDelayMs: fc.integer({ min: 5_000, max: 60_000 }),
	healthyMs: fc.integer({ min: 1, max: 60_000 }),
	intensity: fc.nat(50),
	windowMs: fc.integer({ min: 1, max: 600_000 }),
});

/** Follows one child through its crashes, `gaps` apart. */
function live(
	policy: RestartPolicy,
	gaps: readonly number[],
	jitter: number,
): { at: number; delayMs: number }[] {
	const lives: { at: number; delayMs: number }[] = [];
	let restarts: readonly number[] = [];
	let now = 0;
	for (const gap of gaps) {
		now += gap;
		const decision = decideRestart(policy, restarts, { code: 1, now, livedMs: 0, jitter });
		if (decision.kind === 'give-up') break;
		restarts = decision.restarts;
		lives.push({ at: now, delayMs: decision.delayMs });
	}
	return lives;
}

test('no child is restarted more often within a window than its intensity', (t) => {
	fc.assert(
		fc.property(policies, fc.array(fc.nat(100_000), { maxLength: 80 }), (policy, gaps) => {
			const lives = live(policy, gaps, 0);
			return lives.every(
				({ at }) =>
					lives.filter((other) => other.at <= at && at - other.at < policy.windowMs).length <=
					policy.intensity,
			);
		}),
	);
	t.pass();
});

test('delays stay within bounds and never shrink within a window', (t) => {
	const jitters = fc.double({ min: 0, max: 0.999, noNaN: true });
	fc.assert(
		fc.property(policies, fc.integer({ min: 1, max: 60 }), jitters, (policy, crashes, jitter) => {
			const delays = live({ ...policy, windowMs: 1_000 }, Array(crashes).fill(0), jitter).map(
				(one) => one.delayMs,
			);
			return delays.every(
				(delay, index) =>
					delay >= policy.minDelayMs && delay <= policy.maxDelayMs && delay >= (delays[index - 1] ?? 0),
			);
		}),
	);
	t.pass();
});

test('a child that stays up long enough is restarted at once again', (t) => {
	fc.assert(
		fc.property(policies, fc.array(fc.nat(10), { maxLength: 40 }), (policy, gaps) => {
			if (policy.intensity === 0) return true;
			const decision = decideRestart(
				policy,
				live(policy, gaps, 0).map((one) => one.at),
				{
					code: null,
					now: 10_000_000,
					livedMs: 0,
					jitter: 0,
				},
			);
			return decision.kind === 'restart' && decision.delayMs === policy.minDelayMs;
		}),
	);
	t.pass();
});
