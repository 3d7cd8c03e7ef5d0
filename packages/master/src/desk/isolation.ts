import { sql, type Transaction } from 'kysely';
import type { Outgoing } from '@aegis/shared/actor';
import type { Reason } from '@aegis/shared/domain';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { MasterTables } from '../store/tables.ts';

/** How long a card that nothing can be decided about is left alone. Milliseconds. */
const asideMs = 15_000;

/**
 * Does something with one card inside a transaction that concerns many: where its row or a decision about it throws,
 * nothing of it is kept, the card is set aside with the reason for a while, and the others go on.
 */
export async function isolate(
	tx: Transaction<MasterTables>,
	cardGid: string,
	log: Logger,
	body: () => Promise<Outgoing[]>,
): Promise<Outgoing[]> {
	await sql`savepoint one_card`.execute(tx);
	try {
		const sent = await body();
		await sql`release savepoint one_card`.execute(tx);
		return sent;
	} catch (error) {
		// Where it is the store that is broken, this throws too, and the whole transaction is undone.
		await sql`rollback to savepoint one_card`.execute(tx);
		await sql`release savepoint one_card`.execute(tx);
		log.error({ err: error, cardGid }, 'card set aside: nothing can be decided about it');
		await setAside(tx, cardGid, describeError(error));
		return [];
	}
}

async function setAside(tx: Transaction<MasterTables>, cardGid: string, why: string): Promise<void> {
	const because = `Aegis cannot decide about it (${why.slice(0, 200)}) and tries again by itself; see \`aegis logs master\``;
	const now = Date.now();
	const reason: Reason = { code: 'quarantined', because };
	await tx
		.updateTable('card')
		.set({ standing: 'waiting', reason: JSON.stringify(reason), reason_since: now, wake_at: now + asideMs })
		.where('gid', '=', cardGid)
		.execute();
}
