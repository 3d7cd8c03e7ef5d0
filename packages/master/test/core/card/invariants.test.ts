import test from 'ava';
import type { CardState } from '../../../src/core/card/card-state.ts';
import { checkStep } from '../../../src/core/card/invariants.ts';
import { start } from '../../../src/core/run/on-run.ts';
import type { Surroundings } from '../../../src/core/card/settings.ts';
import { around, cardAt, now, running, settings } from '../../helpers/cards.ts';

const [queued] = start(cardAt(), 'Worker', 'run-1', now);

/** What is found to be broken by a step; null where everything holds. */
function findBroken(
	before: CardState | null,
	next: CardState,
	{ settled = next, surroundings = around() }: { settled?: CardState; surroundings?: Surroundings } = {},
): string | null {
	try {
		checkStep(before, next, settled, surroundings);
		return null;
	} catch (error) {
		return /, ([a-z-]+\.[A-Z]\d):/.exec((error as Error).message)?.[1] ?? String(error);
	}
}

test('a start breaks nothing', (t) => {
	t.is(findBroken(cardAt(), queued), null);
});

test('an epoch that falls, or does not rise with a start', (t) => {
	t.is(findBroken(cardAt({}, { epoch: 3 }), cardAt({}, { epoch: 2 })), 'card.C1');
	t.is(findBroken(cardAt({}, { epoch: queued.epoch }), queued), 'card.C1');
});

test('a run that is not the one with the card’s epoch', (t) => {
	const state = running(cardAt(), 'Worker');
	t.is(findBroken(state, { ...state, epoch: state.epoch + 1 }), 'card.C4');
});

test('money that was spent and is so no more', (t) => {
	t.is(findBroken(cardAt({}, { spentUsd: 2 }), cardAt({}, { spentUsd: 1 })), 'card.C5');
	t.is(findBroken(cardAt({}, { spentUsd: 2 }), cardAt({}, { spentUsd: 1.5, correctedUsd: 0.5 })), null);
});

test('a paused card whose run goes on, and a pause that counts', (t) => {
	const surroundings = around({ pause: { scope: 'card', gid: 'c1', by: 'Ada' } });
	const state = running(cardAt(), 'Worker');
	t.is(findBroken(state, state, { surroundings }), 'pause.H1');
	const settled: CardState = { ...state, work: { kind: 'idle' }, attempts: 1 };
	t.is(findBroken(state, state, { surroundings, settled }), 'pause.H2');
});

test('a start on a card nobody permitted put there', (t) => {
	const surroundings = around({ settings: settings({ commanders: ['somebody else'] }) });
	t.is(findBroken(cardAt(), queued, { surroundings }), 'permission.A1');
});
