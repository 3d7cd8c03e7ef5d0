import test from 'ava';
import * as fc from 'fast-check';
import type { CardView } from '@aegis/shared/api';
import { loadPageModule } from '../helpers/page-module.ts';
import { cardOf } from '../helpers/views.ts';

type Groups = Record<'needsYou' | 'running' | 'waiting', CardView[]>;
const { groupCards } = await loadPageModule<{ groupCards: (cards: CardView[]) => Groups }>(
	'core/group-cards.js',
);

function gidsOf(groups: Groups): Record<string, string[]> {
	return Object.fromEntries(
		Object.entries(groups).map(([name, cards]) => [name, cards.map((card) => card.gid)]),
	);
}

test('a card goes where a person would look for it', (t) => {
	const because = (code: string): Partial<CardView> => ({ state: 'waiting', reason: { code, text: code } });
	const cards = [
		cardOf({ gid: 'run', state: 'running' }),
		cardOf({ gid: 'queued', state: 'queued' }),
		cardOf({ gid: 'blocked', ...because('blocked') }),
		cardOf({ gid: 'ask', ...because('awaiting-clarification') }),
		cardOf({ gid: 'idle', state: 'idle' }),
		cardOf({ gid: 'idle but asked', ...because('awaiting-person'), state: 'idle' }),
		cardOf({ gid: 'done', ...because('awaiting-approval'), state: 'done' }),
	];
	t.deepEqual(gidsOf(groupCards(cards)), {
		needsYou: ['ask', 'idle but asked'],
		running: ['run'],
		waiting: ['queued', 'blocked'],
	});
});

test('what has waited longest comes first', (t) => {
	const cards = [3, 1, 2].map((at) => cardOf({ gid: String(at), state: 'queued', changedAt: at }));
	t.deepEqual(gidsOf(groupCards(cards))['waiting'], ['1', '2', '3']);
});

test('no card is shown twice, and none that works or waits is forgotten', (t) => {
	const card = fc.record({
		gid: fc.uuid(),
		state: fc.constantFrom('idle', 'waiting', 'queued', 'running', 'done'),
		reason: fc.constantFrom(null, { code: 'blocked', text: '' }, { code: 'quarantined', text: '' }),
	});
	fc.assert(
		fc.property(fc.uniqueArray(card, { selector: (c) => c.gid }), (values) => {
			const shown = Object.values(
				groupCards(values.map((value) => cardOf(value as Partial<CardView>))),
			).flat();
			const gids = new Set(shown.map((c) => c.gid));
			const mustShow = values.filter((c) => c.state !== 'idle' && c.state !== 'done');
			return gids.size === shown.length && mustShow.every((c) => gids.has(c.gid));
		}),
	);
	t.pass();
});
