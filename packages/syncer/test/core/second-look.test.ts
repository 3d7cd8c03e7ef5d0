import test from 'ava';
import { delayOfLook, isDoubtful, type Look } from '../../src/core/second-look.ts';

const at = Date.UTC(2030, 0, 1);
const time = (ms: number) => new Date(at + ms).toISOString();
const doubtful = (look: Partial<Look>) =>
	isDoubtful(at, { modifiedAt: time(0), historyAt: null, deleted: false, ...look });

test('a record as new as the event is believed, an older one is not', (t) => {
	t.false(doubtful({}));
	t.false(doubtful({ modifiedAt: time(-900) }));
	t.true(doubtful({ modifiedAt: time(-1_500) }));
	// Nothing to judge by.
	t.false(doubtful({ modifiedAt: '' }));
});

test('a move need not change the time of modification: its line in the history will do', (t) => {
	t.false(doubtful({ modifiedAt: time(-60_000), historyAt: at }));
});

test('a card that is not there yet, or still there, is looked at again', (t) => {
	t.true(doubtful({ modifiedAt: null }));
	t.false(doubtful({ modifiedAt: null, deleted: true }));
	t.true(doubtful({ deleted: true }));
});

test('a doubt ends', (t) => {
	t.deepEqual([1, 2, 3, 4].map(delayOfLook), [2_500, 10_000, null, null]);
});
