import { sql, type Transaction } from 'kysely';
import type { Journal, RuntimeTables, Store } from '@aegis/shared/store';
import { sqlCards } from './cards.ts';
import { sqlEffects } from './effects.ts';
import type { MasterStore, MasterTx } from './master-store.ts';
import { deletePause, findPauseOf, insertPause } from './pauses.ts';
import { findReceipt, insertReceipt } from './receipts.ts';
import { sqlRuns } from './runs.ts';
import type { MasterTables } from './tables.ts';

type Raw = Transaction<MasterTables & RuntimeTables>;

/** The transaction below a master's, for the runtime's journal alone. */
interface SqlTx extends MasterTx {
	readonly raw: Raw;
}

/** The master's store in SQL tables, on SQLite or PostgreSQL. */
export function sqlMasterStore(store: Store<MasterTables>): MasterStore {
	return {
		transact: (body) => store.transact((raw) => body(openTx(raw, store.journal))),
		probe: () => store.probe(),
		journal: onMasterTx(store.journal),
		runs: sqlRuns(store.db),
	};
}

function openTx(raw: Raw, journal: Journal<Raw>): SqlTx {
	const db = raw as unknown as Transaction<MasterTables>;
	return {
		raw,
		cards: sqlCards(db),
		runs: sqlRuns(db),
		pauses: {
			put: (target, by, now) => insertPause(db, target, by, now),
			remove: (target) => deletePause(db, target),
			findFor: (projectGid, cardGid) => findPauseOf(db, projectGid, cardGid),
		},
		receipts: {
			put: (receipt) => insertReceipt(db, receipt),
			find: (orderId) => findReceipt(db, orderId),
		},
		effects: sqlEffects(db),
		keptFor: (address) => journal.keptFor(raw, address),
		async attempt(body) {
			await sql`savepoint attempt`.execute(raw);
			try {
				const result = await body();
				await sql`release savepoint attempt`.execute(raw);
				return result;
			} catch (error) {
				// Where it is the store that is broken, this throws too, and the whole transaction is undone.
				await sql`rollback to savepoint attempt`.execute(raw);
				await sql`release savepoint attempt`.execute(raw);
				throw error;
			}
		},
	};
}

function onMasterTx(journal: Journal<Raw>): Journal<MasterTx> {
	const rawOf = (tx: MasterTx): Raw => (tx as SqlTx).raw;
	return {
		take: (tx, id, at) => journal.take(rawOf(tx), id, at),
		append: (tx, entries) => journal.append(rawOf(tx), entries),
		unsent: (after, limit) => journal.unsent(after, limit),
		keptFor: (tx, address) => journal.keptFor(rawOf(tx), address),
		markSent: (tx, upTo, at) => journal.markSent(rawOf(tx), upTo, at),
		unsendAll: (tx) => journal.unsendAll(rawOf(tx)),
		prune: (tx, sentBefore, handledBefore) => journal.prune(rawOf(tx), sentBefore, handledBefore),
		recallCarrier: () => journal.recallCarrier(),
		rememberCarrier: (tx, state) => journal.rememberCarrier(rawOf(tx), state),
	};
}
