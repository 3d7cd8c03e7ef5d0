import test from 'ava';
import * as fc from 'fast-check';
import { addressText, parseAddress, toEnvelope } from '../../src/actor.ts';
import { Envelope } from '../../src/messages.ts';

const address = fc.oneof(fc.record({ actor: fc.string() }), fc.record({ queue: fc.string() }));

test('an address survives being written down', (t) => {
	fc.assert(fc.property(address, (to) => t.deepEqual(parseAddress(addressText(to)), to) ?? true));
});

test('what is sent is an envelope its receiver can read', (t) => {
	const optional = (): fc.Arbitrary<string | undefined> => fc.option(fc.string(), { nil: undefined });
	fc.assert(
		fc.property(address, fc.string(), optional(), optional(), fc.nat(), (to, type, id, replyTo, at) => {
			const outgoing = {
				to,
				message: { type },
				...(id === undefined ? {} : { id }),
				...(replyTo === undefined ? {} : { replyTo }),
			};
			const sent = toEnvelope('me', outgoing, at);
			const read = Envelope.parse(JSON.parse(JSON.stringify(sent)));
			t.deepEqual(read, sent);
			if (id !== undefined) t.is(read.id, id);
			t.is(read.to, 'actor' in to ? to.actor : to.queue);
		}),
	);
});

test('an envelope without an id of its own gets one nobody else has', (t) => {
	const ids = Array.from(
		{ length: 100 },
		() => toEnvelope('me', { to: { actor: 'a' }, message: { type: 'x' } }, 0).id,
	);
	t.is(new Set(ids).size, 100);
});
