import type { BoardQuestions } from '../asana/board-calls.ts';
import { valueOf } from '../asana/trouble.ts';
import type { BoardEvent } from '../core/board-task.ts';

/** After this many events, or answers, a poll acts on what it has; the next one goes on. */
const maxEvents = 2_000;
const maxAnswers = 40;

export type Drained =
	| { readonly kind: 'events'; readonly events: readonly BoardEvent[]; readonly sync: string }
	/** Events were lost; the token, where the board gave one, is for those from now on. */
	| { readonly kind: 'expired'; readonly sync: string | null };

/** Takes all events since `from`. Throws BoardTrouble. */
export async function drainEvents(reads: BoardQuestions, from: string): Promise<Drained> {
	const events: BoardEvent[] = [];
	let sync = from;
	for (let answers = 0; answers < maxAnswers && events.length < maxEvents; answers++) {
		const answer = await reads.events(sync);
		if (!answer.ok && answer.failure.kind === 'sync-expired')
			return { kind: 'expired', sync: answer.failure.sync };
		const batch = valueOf(answer);
		events.push(...batch.events);
		// Without a new token the same events come again, which does no harm.
		if (batch.sync === null) break;
		sync = batch.sync;
		if (!batch.hasMore) break;
	}
	return { kind: 'events', events, sync };
}
