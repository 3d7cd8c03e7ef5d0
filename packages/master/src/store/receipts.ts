import type { Kysely } from 'kysely';
import type { ReceiptView } from '@aegis/shared/api';
import type { MasterTables } from './tables.ts';

type Db = Kysely<MasterTables>;

/** How long what became of an order can be asked for. Milliseconds. */
const keptMs = 90 * 24 * 3_600_000;

/** Keeps what became of an order, in the transaction that carried it out. */
export async function insertReceipt(db: Db, receipt: ReceiptView): Promise<void> {
	await db
		.insertInto('receipt')
		.values({
			order_id: receipt.orderId,
			card_gid: receipt.cardGid,
			kind: receipt.kind,
			by_whom: receipt.by,
			at: receipt.at,
			accepted: receipt.accepted ? 1 : 0,
			text: receipt.text,
		})
		.onConflict((conflict) => conflict.column('order_id').doNothing())
		.execute();
	await db
		.deleteFrom('receipt')
		.where('at', '<', receipt.at - keptMs)
		.execute();
}

/** Null while the order has not reached a master. */
export async function findReceipt(db: Db, orderId: string): Promise<ReceiptView | null> {
	const row = await db.selectFrom('receipt').selectAll().where('order_id', '=', orderId).executeTakeFirst();
	return row === undefined ? null : present(row);
}

/** What was ordered about a card, oldest first. */
export async function listReceipts(db: Db, cardGid: string): Promise<ReceiptView[]> {
	const rows = await db
		.selectFrom('receipt')
		.selectAll()
		.where('card_gid', '=', cardGid)
		.orderBy('at')
		.limit(500)
		.execute();
	return rows.map(present);
}

function present(row: MasterTables['receipt']): ReceiptView {
	return {
		orderId: row.order_id,
		cardGid: row.card_gid,
		kind: row.kind,
		by: row.by_whom,
		at: row.at,
		accepted: row.accepted === 1,
		text: row.text,
	};
}
