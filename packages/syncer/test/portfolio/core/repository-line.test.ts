import test from 'ava';
import { findRepositoryLine } from '../../../src/portfolio/core/repository-line.ts';

test('the first line that names one, whatever is around it', (t) => {
	t.is(findRepositoryLine('Our shop.\n\nRepository: /srv/code/shop\nOwner: Ann'), '/srv/code/shop');
	t.is(findRepositoryLine('repository:shop\r\nRepository: other'), 'shop');
	t.is(findRepositoryLine('  Repository: "my shop/code"  '), 'my shop/code');
	t.is(findRepositoryLine('Repository: `shop`'), 'shop');
});

test('none where none is named', (t) => {
	for (const notes of [
		'',
		'Repository:',
		'Repository:   \nshop',
		'See the Repository: shop',
		'Repositorys: x',
		'Repository: a\u0000b',
	])
		t.is(findRepositoryLine(notes), null, notes);
});
