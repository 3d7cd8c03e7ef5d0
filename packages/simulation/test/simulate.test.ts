import test from 'ava';
import { playSeeds } from '../src/farm/play-seeds.ts';
import { allGuardsBut, guardNames, type GuardName } from '../src/guards.ts';
import { simulate } from '../src/simulate.ts';

const steps = 300;

test('a seed tells the same story every time', async (t) => {
	const guards = allGuardsBut(null);
	const story = async (seed: number) => (await simulate(seed, { steps, guards })).effects;
	t.deepEqual(await story(4), await story(4));
	t.notDeepEqual(await story(4), await story(8));
});

/** The promises each guard keeps: without it one of them must be seen to break. */
const keeps: Record<GuardName, readonly string[]> = {
	fencing: ['P2', 'P3'],
	'reservation-first': ['P3', 'P4'],
	'single-use-approval': ['P5'],
	dedupe: ['P3'],
	'settle-once': ['P3'],
	'late-cost': ['P3'],
	'invite-again': ['P1'],
	'wake-due': ['P1'],
	'wake-dependents': ['P1'],
	resend: ['P1'],
	'tree-check': ['P6'],
	'result-on-disk': ['P3'],
	watchdog: ['P2'],
	'red-checks': ['P6'],
	'clean-checks': ['P6'],
	'lease-deadline': ['P2'],
	'expect-section': ['P9'],
	'approved-head': ['P5'],
	pause: ['P9'],
	'pause-enforced': ['P9'],
	'comment-marker': ['comments'],
	'newer-reading': ['P1', 'P9'],
	'tried-again': ['comments'],
	'one-writer': ['P2', 'comments'],
	'taken-once': ['P2', 'P3'],
};

for (const missing of guardNames) {
	test(`without ${missing} a broken promise is found`, async (t) => {
		// Most are found at once; the rarest takes half a minute of a processor, of which others may want nine tenths.
		t.timeout(15 * 60_000);
		const options = { from: 1, seeds: 4_000, steps, missing, jobs: 1, onProgress: () => {} };
		const { broken } = await playSeeds(options);
		if (broken === null) return t.fail('nothing was found');
		const [line = ''] = broken.text.split('\n');
		t.log(line);
		const [, promise = ''] = /breaks (\w+):/.exec(line) ?? [];
		t.true(keeps[missing].includes(promise), line);
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
