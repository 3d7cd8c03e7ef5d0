import type { Carrier } from '@aegis/shared/actor';
import type { Envelope } from '@aegis/shared/messages';
import { sleep } from '@aegis/shared/clock';
import { processClock } from '../machine/process-clock.ts';
import type { Process } from '../process.ts';
import type { Room } from '../room.ts';
import { LetterMailbox } from './letter-mailbox.ts';
import type { Job } from './redis.ts';

/** How long a command waits for a Redis that is away before it fails. Milliseconds. */
const patienceMs = 400;

/** Carries the messages of one life of a process through the simulated Redis. */
export function letterCarrier(process: Process, room: Room): Carrier & { readonly mailbox: LetterMailbox } {
	const { redis, random } = room;
	const clock = processClock(process);
	const { life } = process;
	const mailbox = new LetterMailbox(process, room);
	const send = ({
		address,
		envelope,
	}: {
		address: { actor: string } | { queue: string };
		envelope: string;
	}) => {
		const sent = JSON.parse(envelope) as Envelope;
		if ('actor' in address) redis.post(address.actor, sent);
		else redis.invite({ id: sent.id, run: (sent.message as unknown as Job).run });
	};
	/** Resolves when the line is there; rejects where it is not. A dead process is never answered. */
	const reach = async (ms: number): Promise<void> => {
		await sleep(clock, random.delay(ms));
		if (process.reachesRedis) return;
		await sleep(clock, patienceMs);
		if (!process.reachesRedis) throw new Error('Redis is away');
	};
	return {
		mailbox,
		async deliver(batch) {
			await reach(10);
			if (process.life !== life) return;
			for (const one of batch) send(one);
			// Sent, but the reply was lost.
			if (room.faulty && random.chance(0.02)) throw new Error('no answer');
		},
		async look() {
			await reach(5);
			return redis.sight();
		},
		stopReading: () => mailbox.stop(),
		[Symbol.asyncDispose]: async () => {},
	};
}
