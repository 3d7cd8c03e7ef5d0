import { z } from 'zod';

/** The version of the message schemas; a message of a newer version is dead-lettered, not guessed at. */
export const messageVersion = 1;

/**
 * What travels between actors. `id` is unique per message and stays the same over redeliveries: receivers drop
 * what they have seen. `at` is the sender's wall clock in milliseconds.
 */
export const Envelope = z.object({
	id: z.string(),
	v: z.literal(messageVersion),
	from: z.string(),
	to: z.string(),
	at: z.number(),
	replyTo: z.string().optional(),
	correlationId: z.string().optional(),
	message: z.looseObject({ type: z.string() }),
});
export type Envelope = z.infer<typeof Envelope>;
