import type { ProjectStore } from './tables.ts';

/** The project's webhook as it was created: what comes is believed only with its secret. */
export interface WebhookRecord {
	readonly gid: string;
	readonly target: string;
	readonly part: string;
	readonly secret: string;
	/** Milliseconds since the epoch. */
	readonly heardAt: number;
}

export async function loadWebhook(db: ProjectStore['db']): Promise<WebhookRecord | null> {
	const row = await db.selectFrom('webhook').selectAll().where('id', '=', 1).executeTakeFirst();
	if (row === undefined) return null;
	const { gid, target, part, secret, heard_at: heardAt } = row;
	return { gid, target, part, secret, heardAt };
}

/** Keeps the one webhook there is, or that there is none. */
export async function saveWebhook(store: ProjectStore, record: WebhookRecord | null): Promise<void> {
	await store.transact(async (tx) => {
		await tx.deleteFrom('webhook').execute();
		if (record === null) return;
		const { heardAt, ...columns } = record;
		await tx
			.insertInto('webhook')
			.values({ id: 1, ...columns, heard_at: heardAt })
			.execute();
	});
}
