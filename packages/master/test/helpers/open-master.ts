import { createLogger } from '@aegis/shared/log';
import { locateStore, Store } from '@aegis/shared/store';
import type { Master } from '../../src/master.ts';
import { startMaster } from '../../src/start-master.ts';
import { Projects } from '../../src/projects/projects.ts';
import { parseState } from '../../src/store/cards.ts';
import { masterMigrations, type MasterTables, type RunRow } from '../../src/store/tables.ts';
import type { CardState } from '../../src/core/card/card-state.ts';
import type { Site } from './site.ts';

export interface OpenMaster extends AsyncDisposable {
	readonly master: Master;
	readonly store: Store<MasterTables>;
	readonly projects: Projects;
	readonly fatal: unknown[];
	card(gid: string): Promise<CardState | null>;
	runs(cardGid: string): Promise<RunRow[]>;
}

/** The master actor in this process, with its own store, without the processes it would supervise. */
export async function openMaster(
	site: Site,
	options: { leaseMs?: number; maxUsdPerDay?: number } = {},
): Promise<OpenMaster> {
	const log = createLogger('master', { level: process.env['TEST_LOG'] ?? 'silent' });
	const store = await Store.open<MasterTables>(
		locateStore({ databaseUrl: undefined, file: site.home.masterDb, schema: 'aegis_master' }),
		masterMigrations,
	);
	const fatal: unknown[] = [];
	const projects = await Projects.open(site.home, log);
	const master = startMaster({
		mayAnswer: () => true,
		store,
		redisUrl: site.redisUrl,
		keys: site.keys,
		projects,
		leaseMs: options.leaseMs ?? 20_000,
		maxUsdPerDay: options.maxUsdPerDay,
		log,
		onFatal: (error) => fatal.push(error),
	});
	return {
		master,
		store,
		projects,
		fatal,
		card: async (gid) => {
			const row = await store.db.selectFrom('card').select('state').where('gid', '=', gid).executeTakeFirst();
			return row === undefined ? null : parseState(row.state);
		},
		runs: (cardGid) =>
			store.db.selectFrom('run').selectAll().where('card_gid', '=', cardGid).orderBy('epoch').execute(),
		async [Symbol.asyncDispose]() {
			await master[Symbol.asyncDispose]();
			await store[Symbol.asyncDispose]();
		},
	};
}
