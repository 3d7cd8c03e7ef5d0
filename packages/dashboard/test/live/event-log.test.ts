import test from 'ava';
import { EventLog } from '../../src/live/event-log.ts';

test('who comes back is told what was missed, and who cannot be told is said to be', (t) => {
	const log = new EventLog('p', 10);
	const start = log.latest;
	const ids = [1, 2, 3].map((n) => log.add({ n }).id);
	t.deepEqual(
		log.since(start)?.map(({ event }) => event),
		[{ n: 1 }, { n: 2 }, { n: 3 }],
	);
	t.deepEqual(
		log.since(ids[1] ?? '')?.map(({ event }) => event),
		[{ n: 3 }],
	);
	t.deepEqual(log.since(log.latest), []);
	for (const id of ['q-1', 'p-99', 'nonsense', '']) t.is(log.since(id), null, id);
	for (let n = 0; n < 40; n++) log.add({ n });
	t.is(log.since(start), null, 'too long ago');
	t.true((log.since(`p-${43 - 9}`)?.length ?? 0) === 9);
});
