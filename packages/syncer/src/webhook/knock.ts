import { z } from 'zod';

/**
 * A request that came to the door, on its way to the syncer of its project: the door is whichever syncer of the machine
 * holds the port, and knows no secrets but its own.
 */
export const Knock = z.object({
	id: z.string(),
	/** Which door waits for the answer. */
	door: z.string(),
	/** The unguessable last part of the address. */
	part: z.string(),
	/** `X-Hook-Secret`: somebody says that we asked for a webhook. */
	secret: z.string().nullable(),
	/** `X-Hook-Signature`: somebody says that this comes from the board. */
	signature: z.string().nullable(),
	/** The raw body in base64: the signature is over its bytes. */
	body: z.string(),
});
export type Knock = z.infer<typeof Knock>;

/** What the project's syncer makes of it: the HTTP status, and the secret to send back in a handshake. */
export const Verdict = z.object({ id: z.string(), status: z.number().int(), echo: z.string().nullable() });
export type Verdict = z.infer<typeof Verdict>;
