import test from 'ava';
import { cardOf, noon, runOf } from '@aegis/shared/testing';
import { groupCards, isQuiet } from '../../../page/src/core/group-cards.ts';

test('every card that is under way or needs somebody is in one group, the longest first', (t) => {
	const cards = [
		cardOf({ gid: '1', state: 'running', needs: null, run: runOf({ startedAt: noon }) }),
		cardOf({ gid: '2', state: 'waiting', needs: 'answer', changedAt: noon + 2 }),
		cardOf({ gid: '3', state: 'idle', needs: 'look', changedAt: noon + 1 }),
		cardOf({ gid: '4', state: 'waiting', section: 'Merging' }),
		cardOf({ gid: '5', state: 'queued' }),
		cardOf({ gid: '6', state: 'done', needs: 'look' }),
		cardOf({ gid: '7', state: 'idle' }),
	];
	const { needsYou, running, merging, waiting } = groupCards(cards);
	const gids = [needsYou, running, merging, waiting].map((group) => group.map(({ gid }) => gid));
	t.deepEqual(gids, [['3', '2'], ['1'], ['4'], ['5']]);
});

test('a run is silent only as far as a page can tell', (t) => {
	const card = cardOf({ run: runOf({ startedAt: noon }) });
	const later = noon + 10 * 60_000;
	t.true(isQuiet(card, null, noon, later));
	t.false(isQuiet(card, null, later - 1_000, later), 'it has only just begun to watch');
	t.false(isQuiet(card, later - 1_000, noon, later));
	t.false(isQuiet(cardOf({ run: null }), null, noon, later));
});
