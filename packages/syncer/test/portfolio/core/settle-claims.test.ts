import test from 'ava';
import { settleClaims, type Claim } from '../../../src/portfolio/core/settle-claims.ts';

const claim = (gid: string, path: string): Claim => ({
	gid,
	name: `P${gid}`,
	repository: { found: true, path },
});

test('each its own repository', (t) => {
	const { granted, refused } = settleClaims([claim('1', '/a'), claim('2', '/b')], [], []);
	t.deepEqual(granted, [
		{ gid: '1', name: 'P1', path: '/a' },
		{ gid: '2', name: 'P2', path: '/b' },
	]);
	t.deepEqual(refused, []);
});

test('one that has no repository is refused with the reason', (t) => {
	const { granted, refused } = settleClaims(
		[{ gid: '1', name: 'P1', repository: { found: false, why: 'no folder' } }],
		[],
		[],
	);
	t.deepEqual(granted, []);
	t.deepEqual(refused, [{ gid: '1', name: 'P1', why: 'no folder' }]);
});

test('what projects.json lists is left to it, its repository too', (t) => {
	const listed = [{ gid: '1', name: 'Listed', path: '/a' }];
	const { granted, refused } = settleClaims([claim('1', '/other'), claim('2', '/a')], listed, []);
	t.deepEqual(granted, []);
	t.deepEqual(refused, [{ gid: '2', name: 'P2', why: '/a is the repository of the project Listed already' }]);
});

test('whoever has had a repository keeps it, whatever is put before it', (t) => {
	const { granted, refused } = settleClaims(
		[claim('2', '/a'), claim('1', '/a')],
		[],
		[{ gid: '1', path: '/a' }],
	);
	t.deepEqual(
		granted.map(({ gid }) => gid),
		['1'],
	);
	t.deepEqual(
		refused.map(({ gid }) => gid),
		['2'],
	);
});
