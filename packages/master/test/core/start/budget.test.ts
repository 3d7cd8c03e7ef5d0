import test from 'ava';
import { snapshot } from '@aegis/shared/testing';
import { addMoney, remainingBudget } from '../../../src/core/start/budget.ts';
import { maxCostOf } from '../../../src/core/person/permission.ts';
import { newCard } from '../../../src/core/card/card-state.ts';
import { cardAt, settings } from '../../helpers/cards.ts';

for (const [field, maxUsd] of [
	[null, 2],
	[0, 0],
	[7.5, 7.5],
	// No amount is no money, and never the default: `assess` says so.
	[-1, 0],
	[Number.NaN, 0],
	[Number.POSITIVE_INFINITY, 0],
] as const)
	test(`a Max Cost of ${field} allows $${maxUsd}`, (t) =>
		t.is(maxCostOf(cardAt({ maxCostUsd: field }), settings()), maxUsd));

for (const [spentUsd, exhaustedAtUsd, maxCostUsd, left] of [
	[0, null, 2, 2],
	[1.5, null, 2, 0.5],
	[2, null, 2, 0],
	[3, null, 2, 0],
	[1.995, null, 2, 0],
	[1, 2, 2, 0],
	[1, 2, 1.5, 0],
	[1, 2, 2.5, 1.5],
] as const)
	test(`$${spentUsd} of $${maxCostUsd} spent, exhausted at ${exhaustedAtUsd}: $${left} left`, (t) =>
		t.is(remainingBudget(cardAt({ maxCostUsd }, { spentUsd, exhaustedAtUsd }), settings()), left));

test('money adds up without dust', (t) => {
	t.is(addMoney(0.1, 0.2), 0.3);
	t.is(addMoney(0.174008, 0.009016), 0.183024);
});

test('a negative Cost on a new card is no money', (t) => {
	t.is(newCard(snapshot({ costUsd: -100 }), 0).spentUsd, 0);
	t.is(newCard(snapshot({ costUsd: 1.5 }), 0).spentUsd, 1.5);
});
