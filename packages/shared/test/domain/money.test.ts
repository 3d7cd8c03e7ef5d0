import test from 'ava';
import { describeUsd } from '../../src/domain.ts';

test('money is said to the cent, less than one in full, and the unknown as unknown', (t) => {
	t.deepEqual([null, 0, 0.0042, 0.012, 1.5].map(describeUsd), [
		'unknown',
		'$0.00',
		'$0.0042',
		'$0.01',
		'$1.50',
	]);
});
