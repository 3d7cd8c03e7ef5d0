import type { GuardMemory } from '../redis.ts';
import type { ActorStore } from '../store.ts';

/** Keeps what the guard saw of the carrier in the actor's store, which outlives both. */
export function rememberCarrier<Tx>(store: ActorStore<Tx>): GuardMemory {
	return {
		recall: () => store.journal.recallCarrier(),
		remember: (state) => store.transact((tx) => store.journal.rememberCarrier(tx, state)),
	};
}
