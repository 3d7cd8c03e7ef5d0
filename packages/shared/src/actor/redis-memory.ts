import type { GuardMemory } from '../redis.ts';
import type { Store } from '../store.ts';

/** Keeps what the guard saw of Redis in the actor's store, which outlives both. */
export function rememberRedis(store: Store<object>): GuardMemory {
	return {
		async recall() {
			const row = await store.db.selectFrom('redis_seen').select('state').executeTakeFirst();
			return row?.state ?? null;
		},
		async remember(state) {
			await store.transact((tx) =>
				tx
					.insertInto('redis_seen')
					.values({ id: 1, state })
					.onConflict((conflict) => conflict.column('id').doUpdateSet({ state }))
					.execute(),
			);
		},
	};
}
