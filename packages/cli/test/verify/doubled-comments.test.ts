import test from 'ava';
import { findDoubles } from '../../src/verify/doubled-comments.ts';

test('a mark that two comments end with is told once; a quoted one is none', (t) => {
	const texts = [
		'Begun. aegis:r1-start',
		'Done.\naegis:r1-end',
		'Begun. aegis:r1-start ',
		'aegis:r1-end, he said',
	];
	t.deepEqual(findDoubles(texts), ['aegis:r1-start']);
	t.deepEqual(findDoubles([...texts, 'x aegis:r1-start']), ['aegis:r1-start']);
});
