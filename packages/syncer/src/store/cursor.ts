import type { ProjectStore, ProjectTransaction } from './tables.ts';

/** How far the board was followed. `crawledAt` 0 means that everything must be read, and told, from the start. */
export interface Cursor {
	readonly sync: string | null;
	readonly crawledAt: number;
}

export async function loadCursor(db: ProjectStore['db']): Promise<Cursor> {
	const row = await db.selectFrom('cursor').selectAll().where('id', '=', 1).executeTakeFirst();
	return { sync: row?.sync ?? null, crawledAt: row?.crawled_at ?? 0 };
}

/** Sets what is given and leaves the rest. */
export async function saveCursor(
	tx: ProjectTransaction,
	change: { readonly sync?: string | null; readonly crawledAt?: number },
): Promise<void> {
	const set = {
		...(change.sync === undefined ? {} : { sync: change.sync }),
		...(change.crawledAt === undefined ? {} : { crawled_at: change.crawledAt }),
	};
	await tx
		.insertInto('cursor')
		.values({ id: 1, sync: change.sync ?? null, crawled_at: change.crawledAt ?? 0 })
		.onConflict((conflict) => conflict.column('id').doUpdateSet({ id: 1, ...set }))
		.execute();
}
