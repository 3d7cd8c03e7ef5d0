import test from 'ava';
import { delayOfLook, isDoubtful, type Look } from '../../src/core/second-look.ts';

const at = Date.UTC(2030, 0, 1);
const time = (ms: number) => new Date(at + ms).toISOString();
const seen: Look = { modifiedAt: time(0), stories: null, contradicts: false, deleted: false };
const none = { record: -Infinity, story: -Infinity, stories: [] };
const ofRecord = (look: Partial<Look>) => isDoubtful({ ...none, record: at + 500 }, { ...seen, ...look });
const ofStory = (look: Partial<Look>) =>
	isDoubtful({ ...none, story: at + 500, stories: ['s1'] }, { ...seen, ...look });

test('a record as new as the event is believed, an older one is not', (t) => {
	t.false(ofRecord({ modifiedAt: time(500) }));
	t.true(ofRecord({ modifiedAt: time(499) }));
	// A board that gives whole seconds.
	t.false(ofRecord({ modifiedAt: '2030-01-01T00:00:00Z' }));
	t.true(ofRecord({ modifiedAt: '2029-12-31T23:59:59Z' }));
	// Nothing to judge by.
	t.false(ofRecord({ modifiedAt: '' }));
});

test('a story that an event told of must be there, however new the record is', (t) => {
	t.false(ofStory({ modifiedAt: time(-60_000), stories: new Set(['s1', 's2']) }));
	t.true(ofStory({ modifiedAt: time(60_000), stories: new Set(['s2']) }));
	t.true(ofStory({ stories: new Set(['s1']), contradicts: true }));
	t.true(ofStory({}));
	t.false(ofStory({ modifiedAt: time(500) }));
});

test('a card that is not there yet, or still there, is looked at again', (t) => {
	t.true(ofRecord({ modifiedAt: null }));
	t.false(ofRecord({ modifiedAt: null, deleted: true }));
	t.true(ofRecord({ deleted: true }));
});

test('a doubt ends', (t) => {
	t.deepEqual([1, 2, 3, 4].map(delayOfLook), [2_500, 10_000, null, null]);
});
