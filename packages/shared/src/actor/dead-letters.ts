import { redact } from '../redaction.ts';
import type { Keys, Redis } from '../redis.ts';

/** How many dead letters are kept for people to look at. */
const limit = 1_000;

export interface DeadLetter {
	readonly id: string;
	/** Whose mailbox it could not be handled in, or whose outbox it could not leave. */
	readonly actor: string;
	readonly reason: string;
	readonly raw: string;
}

/** The newest dead letters, newest first. */
export async function readDeadLetters(redis: Redis, keys: Keys, count: number): Promise<DeadLetter[]> {
	const entries = await redis.xrevrange(keys.deadLetters(), '+', '-', 'COUNT', count);
	return entries.map(([id, fields]) => {
		const at = (name: string): string => fields[fields.indexOf(name) + 1] ?? '';
		return { id, actor: at('actor'), reason: at('reason'), raw: at('raw') };
	});
}

/** The arguments of the XADD that sets a message aside. */
export function deadLetterEntry(
	keys: Keys,
	letter: Omit<DeadLetter, 'id'>,
): [key: string, maxLen: 'MAXLEN', about: '~', limit: number, id: '*', ...fields: string[]] {
	const fields = ['actor', letter.actor, 'reason', redact(letter.reason).slice(0, 2_000)];
	return [
		keys.deadLetters(),
		'MAXLEN',
		'~',
		limit,
		'*',
		...fields,
		'raw',
		redact(letter.raw).slice(0, 100_000),
	];
}
