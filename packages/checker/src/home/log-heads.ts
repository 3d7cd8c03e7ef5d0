import { existsSync } from 'node:fs';
import { hasTable, openDatabase, type StoreLocation } from '@aegis/shared/store';

/** The newest record of each service's log that the master has seen on its machine; none where no store tells. */
export async function readLogHeads(location: StoreLocation): Promise<ReadonlyMap<string, string>> {
	if (location.engine === 'sqlite' && !existsSync(location.file)) return new Map();
	const db = await openDatabase<{ log_head: { service: string; link: string } }>(location);
	try {
		if (!(await hasTable(db, location, 'log_head'))) return new Map();
		const rows = await db.selectFrom('log_head').select(['service', 'link']).execute();
		return new Map(rows.map(({ service, link }) => [service, link]));
	} finally {
		await db.destroy();
	}
}
