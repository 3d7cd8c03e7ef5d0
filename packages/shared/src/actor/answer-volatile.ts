import type { Chance, Clock } from '../clock.ts';
import type { Envelope } from '../messages/envelope.ts';
import type { Delivery } from './mailbox.ts';
import type { Deliver } from './outbox.ts';
import { toEnvelope, type Outgoing } from './outgoing.ts';

interface Answerer<Message> {
	readonly decode: (body: unknown) => Message;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly answer?: (message: Message, envelope: Envelope) => Promise<Outgoing[] | null>;
}

/** Answers what needs no store, and returns what was answered. */
export async function answerVolatile<Message>(
	from: string,
	deliveries: readonly Delivery[],
	{ decode, answer, clock, chance }: Answerer<Message>,
	deliver: Deliver,
): Promise<readonly Delivery[]> {
	const answered: Delivery[] = [];
	if (answer === undefined) return answered;
	for (const delivery of deliveries) {
		const replies = delivery.envelope === null ? null : await tryAnswer(delivery.envelope, decode, answer);
		if (replies === null) continue;
		const batch = replies.map((reply) => {
			const envelope = toEnvelope(from, reply, clock.wall(), chance.id());
			return { address: reply.to, id: envelope.id, envelope: JSON.stringify(envelope) };
		});
		await deliver(batch);
		answered.push(delivery);
	}
	return answered;
}

/** A message that cannot be read is left to `handle`, which sets it aside with the reason. */
async function tryAnswer<Message>(
	envelope: Envelope,
	decode: (body: unknown) => Message,
	answer: (message: Message, envelope: Envelope) => Promise<Outgoing[] | null>,
): Promise<Outgoing[] | null> {
	try {
		return await answer(decode(envelope.message), envelope);
	} catch {
		return null;
	}
}
