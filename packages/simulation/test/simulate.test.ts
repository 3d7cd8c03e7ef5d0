import test from 'ava';
import { allGuardsBut, guardNames, type GuardName } from '../src/guards.ts';
import { simulate } from '../src/simulate.ts';

const steps = 300;

/** Each broke a promise once; what was wrong is in docs/reliability.md. */
const regressions = [13_641, 118_268, 123_770, 144_976, 741_135];

test('seeds that once broke a promise do so no more', async (t) => {
	for (const seed of regressions) {
		const [violation] = (await simulate(seed, { steps, guards: allGuardsBut(null) })).violations;
		t.is(violation?.what, undefined, `seed ${seed}`);
	}
});

test('a seed tells the same story every time', async (t) => {
	const guards = allGuardsBut(null);
	const [one, same, other] = await Promise.all([4, 4, 8].map((seed) => simulate(seed, { steps, guards })));
	t.deepEqual(one?.effects, same?.effects);
	t.notDeepEqual(one?.effects, other?.effects);
});

/** The promises each guard keeps: without it one of them must be seen to break. */
const keeps: Record<GuardName, readonly string[]> = {
	fencing: ['P2', 'P3'],
	'reservation-first': ['P3'],
	'single-use-approval': ['P5'],
	dedupe: ['P3'],
	'tree-check': ['P6'],
	'result-on-disk': ['P3'],
	watchdog: ['P2'],
	'red-checks': ['P6'],
	'clean-checks': ['P6'],
	'lease-deadline': ['P2'],
	'expect-section': ['P9'],
	'approved-head': ['P5'],
	pause: ['P9'],
	'comment-marker': ['comments'],
};

for (const name of Object.keys(guardNames) as GuardName[]) {
	test(`without ${name} a broken promise is found`, async (t) => {
		const guards = allGuardsBut(name);
		for (let seed = 1; seed <= 4_000; seed++) {
			const [violation] = (await simulate(seed, { steps, guards })).violations;
			if (violation === undefined) continue;
			t.log(`seed ${seed}: ${violation.promise}, ${violation.what}`);
			t.true(keeps[name].includes(violation.promise), violation.what);
			return;
		}
		t.fail('nothing was found');
	});
}

test('stories get somewhere: cards are merged, approved, stopped and restarted', async (t) => {
	const counts = new Map<string, number>();
	for (let seed = 1; seed <= 100; seed++)
		for (const { kind } of (await simulate(seed, { steps, guards: allGuardsBut(null) })).effects)
			counts.set(kind, (counts.get(kind) ?? 0) + 1);
	for (const kind of [
		'merge',
		'approve',
		'person',
		'frozen',
		'redis-lost',
		'restarted',
		'commit',
		'pause',
		'lost',
	])
		t.true((counts.get(kind) ?? 0) >= 10, kind);
});
