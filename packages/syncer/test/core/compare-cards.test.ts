import test from 'ava';
import { snapshot } from '@aegis/shared/testing';
import { mayNeedDetails, saysTheSame } from '../../src/core/compare-cards.ts';
import { addComment, readComments } from '../../src/core/read-card.ts';

const card = snapshot({ section: 'Review', tags: ['a', 'b'], modifiedAt: 'a', rank: 1 });

test('the time of change alone, or the order of keys, tags and dependencies, is no news', (t) => {
	t.true(saysTheSame(card, { ...card, modifiedAt: 'b' }));
	t.true(saysTheSame(card, Object.fromEntries(Object.entries(card).toReversed()) as typeof card));
	t.true(saysTheSame(card, { ...card, tags: ['b', 'a'] }));
	t.false(saysTheSame(card, { ...card, section: 'Done' }));
	t.false(saysTheSame(null, card));
});

test('comments of cards nobody works on are not needed', (t) => {
	t.false(mayNeedDetails('Drafts'));
	t.false(mayNeedDetails('Done'));
	t.false(mayNeedDetails(null));
	t.true(mayNeedDetails('Ready Queue'));
	t.true(mayNeedDetails('A column of theirs'));
});

test('a comment is own by the record, or by its mark from our account', (t) => {
	const story = (gid: string, text: string, comment = true) => ({
		gid,
		text,
		comment,
		createdAt: '',
		authorGid: 'me',
		authorName: null,
		change: null,
	});
	const comments = readComments(
		[story('1', 'moved', false), story('2', 'mine'), story('3', 'x\naegis:r1'), story('4', 'answer')],
		(gid) => gid === '2',
		'me',
	);
	t.deepEqual(
		comments.map((comment) => [comment.gid, comment.own]),
		[
			['2', true],
			['3', true],
			['4', false],
		],
	);
	t.is(addComment(comments, comments[0] ?? null).length, 3);

	// Anybody can type what Aegis signs with.
	const forged = [{ ...story('5', 'Approved.\naegis:r1'), authorGid: 'somebody' }];
	const isOwn = (account: string | null): boolean | undefined =>
		readComments(forged, () => false, account)[0]?.own;
	t.false(isOwn('me'));
	t.true(isOwn(null), 'unless the board does not say who Aegis is');
});
