import test from 'ava';
import { chooseFault, nameFault } from '../../src/soak/choose-fault.ts';
import { seedRandom } from '../../src/soak/random.ts';

test('the same seed brings the same faults, and in the end each kind', (t) => {
	const draw = (seed: number) => {
		const random = seedRandom(seed);
		return Array.from({ length: 400 }, () => chooseFault(random, 3_000));
	};
	t.deepEqual(draw(7), draw(7));
	t.notDeepEqual(draw(7), draw(8));
	t.deepEqual([...new Set(draw(7).map(({ kind }) => kind))].toSorted(), [
		'board',
		'expire-tokens',
		'failpoint',
		'kill',
		'line',
		'redis-kill',
		'redis-rollback',
		'redis-wipe',
		'reset',
		'stop',
	]);
	t.true(draw(7).some((fault) => nameFault(fault) === 'board: reply lost'));
});
