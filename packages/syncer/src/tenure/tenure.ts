import { randomUUID } from 'node:crypto';
import type { Effects } from '@aegis/shared/effects';
import type { ProjectBase } from '@aegis/shared/messages';
import type { Keys, Redis } from '@aegis/shared/redis';
import { saveCursor } from '../store/cursor.ts';
import type { ProjectEdit, ProjectFacts } from '../store/project-facts.ts';
import type { ProjectStore } from '../store/tables.ts';

/**
 * Whether this store knows how far its project was written.
 *
 * Each machine may have a store of its own. One that was not the last to follow the project has missed commands and
 * observations: nothing is written or told from it until the master has said where things stand (`settle`). What was
 * still to be told is forgotten, since it is older than what another has told meanwhile; the whole project is read anew.
 */
export class Tenure {
	readonly #ask: string;
	readonly #effects: Effects;
	#settled: boolean;

	private constructor(settled: boolean, ask: string, effects: Effects) {
		this.#settled = settled;
		this.#ask = ask;
		this.#effects = effects;
	}

	/** To be called by the holder of the project's lease, before anything is told. */
	static async begin(options: {
		redis: Redis;
		keys: Keys;
		store: ProjectStore;
		effects: Effects;
		projectGid: string;
	}): Promise<Tenure> {
		const { redis, store, effects } = options;
		const key = options.keys.tenure(options.projectGid);
		const known = await store.db.selectFrom('tenure').selectAll().executeTakeFirst();
		if (known !== undefined && known.settled === 1 && (await redis.get(key)) === known.store_id)
			return new Tenure(true, known.ask, effects);
		const storeId = known?.store_id ?? randomUUID();
		const ask = randomUUID();
		await store.transact(async (tx) => {
			await tx.deleteFrom('tenure').execute();
			await tx.insertInto('tenure').values({ id: 1, store_id: storeId, settled: 0, ask }).execute();
			await tx.deleteFrom('outbox').execute();
			await saveCursor(tx, { sync: null, crawledAt: 0 });
		});
		// Not before: a store that counts as the last one must know that it has to ask.
		await redis.set(key, storeId);
		return new Tenure(false, ask, effects);
	}

	/** Whether commands are to be kept, as of this transaction: the answer may have come just before in it. */
	async isSettled(tx: ProjectFacts): Promise<boolean> {
		return this.#settled || tx.isSettled();
	}

	/** Whether the answer is committed, and everything may begin. */
	async confirm(facts: ProjectFacts): Promise<boolean> {
		this.#settled ||= await facts.isSettled();
		return this.#settled;
	}

	/** What to ask the master with. */
	get ask(): string {
		return this.#ask;
	}

	/** Takes over what the master said; nothing where that answers an earlier question, or is said again. */
	async settle(tx: ProjectEdit, base: ProjectBase, at: number): Promise<void> {
		if (base.ask !== this.#ask || (await tx.isSettled())) return;
		await tx.settle(base, at);
		const given = new Set(base.outstanding.map(({ cardGid }) => cardGid));
		for (const { cardGid: card, appliedSeq: seq } of base.cards)
			if (given.has(card)) this.#effects.record({ kind: 'base', card, seq });
	}
}
