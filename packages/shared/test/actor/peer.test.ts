import test from 'ava';
import { Peer } from '../../src/actor.ts';
import type { Envelope } from '../../src/messages.ts';
import { silent } from '../helpers/note-actor.ts';
import { startRedis, type TestRedis } from '../helpers/redis.ts';
import { Room } from '../helpers/room.ts';
import { until } from '../helpers/until.ts';

let redis: TestRedis;
test.before(async () => {
	redis = await startRedis();
});
test.after.always(() => redis[Symbol.asyncDispose]());

function makePeer(room: Room, onMessage?: (envelope: Envelope) => void): Peer {
	const peer = new Peer({
		name: 'peer',
		redisUrl: redis.url,
		keys: room.keys,
		log: silent,
		...(onMessage === undefined ? {} : { onMessage }),
	});
	peer.start();
	return peer;
}

test('ask brings the answer to its own question', async (t) => {
	await using room = new Room(redis);
	await room.addActor('a');
	await using peer = makePeer(room);

	const ask = (text: string): Promise<Envelope> =>
		peer.ask('a', { type: 'note', text } as { type: string }, { timeoutMs: 60_000 });
	const answers = await Promise.all(['one', 'two', 'three'].map(ask));

	t.deepEqual(
		answers.map(({ message }) => message['text']),
		['one', 'two', 'three'],
	);
});

test('ask gives up at its deadline, and a late answer is an ordinary message', async (t) => {
	await using room = new Room(redis);
	const got: string[] = [];
	await using peer = makePeer(room, (envelope) => got.push(envelope.message.type));

	await t.throwsAsync(peer.ask('a', { type: 'note', text: 'late' } as { type: string }, { timeoutMs: 30 }), {
		message: 'no answer from a to note',
	});
	await room.addActor('a');

	await until('the answer came after all', () => got.includes('noted'));
});

test('ask gives up when it is aborted, also when that was before it began', async (t) => {
	await using room = new Room(redis);
	await using peer = makePeer(room);
	const controller = new AbortController();
	const options = { timeoutMs: 60_000, signal: controller.signal };

	const asked = peer.ask('nobody', { type: 'note' }, options);
	controller.abort(new Error('stopping'));
	await t.throwsAsync(asked, { message: /no answer/ });
	await t.throwsAsync(peer.ask('nobody', { type: 'note' }, options), { message: /no answer/ });
});

test('a message its listener fails at is dropped, and the next is heard', async (t) => {
	await using room = new Room(redis);
	const got: string[] = [];
	await using peer = makePeer(room, (envelope) => {
		if (envelope.message['text'] === 'bad') throw new Error('no');
		got.push(String(envelope.message['text']));
	});
	t.is(peer.name, 'peer');

	await room.post('peer', { text: 'bad' });
	await room.post('peer', { text: 'good' });

	await until('the second came', () => got.includes('good'));
	await room.emptied('peer');
	t.deepEqual(got, ['good']);
});

test('a message told twice under one id is handled once', async (t) => {
	await using room = new Room(redis);
	const { notes } = await room.addActor('a');
	await using peer = makePeer(room);
	const tell = (text: string, id?: string): Promise<void> =>
		peer.tell('a', { type: 'note', text } as { type: string }, id);

	await tell('one', 'the-id');
	await tell('one', 'the-id');
	await tell('two');

	await until('both are there', async () => (await notes()).includes('two'));
	t.deepEqual(await notes(), ['one', 'two']);
});
