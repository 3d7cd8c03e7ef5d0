import test from 'ava';
import { isAtLeast, isSupportedNode, readVersion, splitWords } from '../../../src/doctor/core/versions.ts';

test('versions are read and compared', (t) => {
	t.deepEqual(readVersion('git version 2.39.5 (Apple Git-154)'), [2, 39]);
	t.is(readVersion('none'), null);
	t.true(isAtLeast([2, 39], [2, 38]));
	t.true(isAtLeast([3, 0], [2, 38]));
	t.false(isAtLeast([2, 37], [2, 38]));
});

test('Node 24.15 and later, and 26, but not 25', (t) => {
	t.deepEqual(
		(
			[
				[20, 11],
				[24, 14],
				[24, 15],
				[25, 9],
				[26, 0],
			] as const
		).map(isSupportedNode),
		[false, false, true, false, true],
	);
});

test('a command line is split at spaces outside of quotes, or is a JSON array', (t) => {
	t.deepEqual(splitWords(`node "a b" 'c d' e`), ['node', 'a b', 'c d', 'e']);
	t.deepEqual(splitWords('["node", "a b"]'), ['node', 'a b']);
});
