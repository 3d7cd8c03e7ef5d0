import test from 'ava';
import type { BoardStory, BoardStoryChange } from '../../src/core/board-task.ts';
import {
	findChooser,
	findCounter,
	findExcursion,
	findMover,
	readMoves,
} from '../../src/core/read-history.ts';

let lines = 0;
function story(authorGid: string | null, change: BoardStoryChange | null): BoardStory {
	const gid = `s${++lines}`;
	const createdAt = new Date(Date.UTC(2030, 0, 1) + lines * 1_000).toISOString();
	return { gid, comment: change === null, text: 'déplacé', createdAt, authorGid, authorName: null, change };
}
const columns = ['Drafts', 'Ready', 'Review'].map((name) => ({ gid: name.toLowerCase(), name }));
const section = (name: string) => ({ gid: name.toLowerCase(), name });
const moved = (from: string, to: string): BoardStoryChange => ({
	kind: 'moved',
	from: section(from),
	to: section(to),
});
const added: BoardStoryChange = { kind: 'added', projectGid: 'p' };
const place = { projectGid: 'p', columns };

const moverOf = (stories: readonly BoardStory[], sectionGid: string | null) =>
	findMover(readMoves(stories, place), sectionGid);

test('the mover is who last put the card into its section, told by fields', (t) => {
	const stories = [
		story('ann', added),
		story('ann', moved('Drafts', 'Ready')),
		story('bob', moved('Ready', 'Review')),
		story('cid', moved('Review', 'Ready')),
		story('dan', null),
	];
	t.is(moverOf(stories, 'ready'), 'cid');
	t.is(moverOf(stories.toReversed(), 'ready'), 'cid');
	t.is(moverOf(stories.slice(0, 3), 'review'), 'bob');
	t.is(moverOf(stories.slice(0, 1), 'ready'), 'ann');
	t.is(moverOf([], 'ready'), null);
});

test('a history that lags behind the card names nobody, and not who put it there once before', (t) => {
	const stories = [story('ann', moved('Drafts', 'Ready')), story('ann', moved('Ready', 'Drafts'))];
	t.is(moverOf(stories, 'ready'), null);
	t.is(moverOf([...stories, story('eve', moved('Drafts', 'Ready'))], 'ready'), 'eve');
});

test('lines of one second keep the order the board gives them', (t) => {
	const [first, second] = [story('ann', moved('Ready', 'Drafts')), story('bob', moved('Drafts', 'Ready'))];
	const blurred = { ...second, createdAt: first.createdAt.replace('.000Z', 'Z') };
	t.is(
		moverOf(
			[{ ...first, createdAt: first.createdAt.replace('.000Z', '.900Z') }, blurred, story('c', null)],
			'ready',
		),
		'bob',
	);
});

test('who puts somebody else’s card into the project has moved it', (t) => {
	t.is(moverOf([story('ann', moved('Drafts', 'Ready')), story('eve', added)], 'ready'), 'eve');
	t.is(moverOf([story('eve', { kind: 'added', projectGid: 'another' })], 'ready'), null);
});

test('the approver is who chose the option last; another choice since takes it away', (t) => {
	const chose = (option: string, fieldGid = 'f'): BoardStoryChange => ({ kind: 'chosen', fieldGid, option });
	const stories = [story('ann', chose('Approved')), story('bob', chose('Manual Check'))];
	t.is(findChooser(stories, 'f', 'Approved'), null);
	stories.push(story('cid', chose('Approved')), story('eve', chose('x', 'g')));
	t.is(findChooser(stories, 'f', 'Approved'), 'cid');
	t.is(findChooser(stories, undefined, 'Approved'), null);
});

test('who set a number is who set the one that stands', (t) => {
	const set = (number: number | null, fieldGid = 'f'): BoardStoryChange => ({
		kind: 'counted',
		fieldGid,
		number,
	});
	const stories = [story('ann', set(2)), story('bob', set(5)), story('cid', set(9, 'g'))];
	t.is(findCounter(stories, 'f', 5), 'bob');
	t.is(findCounter(stories, 'f', 2), null, 'it was set to something else since');
	t.is(findCounter([...stories, story('eve', set(null))], 'f', null), 'eve');
	t.is(findCounter(stories, undefined, 5), null);
});

test('moves within other projects are not ours', (t) => {
	const there: BoardStoryChange = { kind: 'moved', from: { gid: 'x', name: 'Ready' }, to: null };
	t.deepEqual(readMoves([story('ann', there), story('ann', { kind: 'attached' })], place), []);
});

const start = story('ann', moved('Drafts', 'Ready'));
const away = story('ann', moved('Ready', 'Review'));
const back = story('ann', moved('Review', 'Ready'));
const excursion = (
	stories: readonly BoardStory[],
	own: readonly { section: string; at: number }[] = [],
	after: string | null = start.gid,
) => findExcursion(readMoves([start, ...stories], place), { after, sectionGid: 'ready', own }).visited;

test('away and back between two readings is told; what was known before is not', (t) => {
	t.is(excursion([away, back]), 'Review');
	t.is(excursion([away, back], [], back.gid), null);
	t.is(excursion([]), null);
	t.is(excursion([away]), null);
	t.is(excursion([story('ann', added)]), '');
	t.is(excursion([away, back], [], null), null);
	t.is(excursion([away, back], [], 'unheard of'), null);
});

test('our own moves there and back are nobody’s excursion, whose account it may be', (t) => {
	const at = Date.parse(back.createdAt) + 500;
	const own = [
		{ section: 'Review', at },
		{ section: 'Ready', at },
	];
	t.is(excursion([away, back], own), null);
	const again = [story('ann', moved('Ready', 'Drafts')), story('ann', moved('Drafts', 'Ready'))];
	t.is(excursion([away, back, ...again], own), 'Drafts');
	const moves = readMoves([start, away, back], place);
	t.deepEqual(findExcursion(moves, { after: start.gid, sectionGid: 'ready', own }).seen, own);
});

test('a move of ours that was missed does not hide a person’s of later', (t) => {
	const long = [{ section: 'Ready', at: Date.parse(back.createdAt) - 61_000 }];
	t.is(excursion([away, back], long), 'Review');
});
