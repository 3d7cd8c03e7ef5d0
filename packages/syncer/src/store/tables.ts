import type { Migration, RuntimeTables, Store } from '@aegis/shared/store';
import type { Kysely, Transaction } from 'kysely';

/** The project store. Times are milliseconds since the epoch; JSON is text. */
export interface SyncerTables {
	/** The board as the master was last told: one row per card. */
	card: {
		gid: string;
		snapshot: string;
		/** The card's time of modification when its comments were last read after it; null when they are not known. */
		comments_at: string | null;
		/** The last change of section in its history, empty when there was none; null when that is not known. */
		last_move: string | null;
	};
	/** Moves Aegis made and has not yet seen in the card's history. */
	own_move: { card_gid: string; section: string; at: number };
	/** The highest command carried out per card; outlives the card. */
	applied: { card_gid: string; seq: number };
	/** Comments: to which card they belong, and whether Aegis wrote them. */
	story: { gid: string; card_gid: string; own: number };
	/** Commands not yet carried out. A row is here before its first attempt: one found at start may have been carried out. */
	board_write: {
		card_gid: string;
		seq: number;
		epoch: number;
		expect_section: string | null;
		change: string;
		comment: string | null;
		at: number;
	};
	/** One row: how far the events were followed, and when the whole project was last read. */
	cursor: { id: number; sync: string | null; crawled_at: number };
	/** One row: whose store this is, and whether the master has said how far the project was written. */
	tenure: { id: number; store_id: string; settled: number; ask: string };
	/** One row at most: the project's webhook and the secret its deliveries are signed with. */
	webhook: { id: number; gid: string; target: string; part: string; secret: string; heard_at: number };
}

export type ProjectStore = Store<SyncerTables>;
export type ProjectTransaction = Transaction<SyncerTables & RuntimeTables>;

export const migrations: readonly Migration[] = [
	{
		name: '001-mirror',
		async up(db) {
			await db.schema
				.createTable('card')
				.addColumn('gid', 'text', (column) => column.primaryKey())
				.addColumn('snapshot', 'text', (column) => column.notNull())
				.addColumn('comments_at', 'text')
				.execute();
			await db.schema
				.createTable('applied')
				.addColumn('card_gid', 'text', (column) => column.primaryKey())
				.addColumn('seq', 'bigint', (column) => column.notNull())
				.execute();
			await db.schema
				.createTable('story')
				.addColumn('gid', 'text', (column) => column.primaryKey())
				.addColumn('card_gid', 'text', (column) => column.notNull())
				.addColumn('own', 'integer', (column) => column.notNull())
				.execute();
			await db.schema.createIndex('story_card').on('story').column('card_gid').execute();
			await db.schema
				.createTable('board_write')
				.addColumn('card_gid', 'text', (column) => column.notNull())
				.addColumn('seq', 'bigint', (column) => column.notNull())
				.addColumn('epoch', 'bigint', (column) => column.notNull())
				.addColumn('expect_section', 'text')
				.addColumn('change', 'text', (column) => column.notNull())
				.addColumn('comment', 'text')
				.addColumn('at', 'bigint', (column) => column.notNull())
				.addPrimaryKeyConstraint('board_write_key', ['card_gid', 'seq'])
				.execute();
			await db.schema
				.createTable('cursor')
				.addColumn('id', 'integer', (column) => column.primaryKey())
				.addColumn('sync', 'text')
				.addColumn('crawled_at', 'bigint', (column) => column.notNull())
				.execute();
		},
	},
	{
		name: '002-history',
		async up(db) {
			await db.schema.alterTable('card').addColumn('last_move', 'text').execute();
			await db.schema
				.createTable('own_move')
				.addColumn('card_gid', 'text', (column) => column.notNull())
				.addColumn('section', 'text', (column) => column.notNull())
				.addColumn('at', 'bigint', (column) => column.notNull())
				.execute();
			await db.schema.createIndex('own_move_card').on('own_move').column('card_gid').execute();
			const tables = db as Kysely<SyncerTables>;
			for (const { gid, snapshot } of await tables.selectFrom('card').select(['gid', 'snapshot']).execute()) {
				const card: object = { ...unknownThen, ...(JSON.parse(snapshot) as object) };
				await tables
					.updateTable('card')
					.set({ snapshot: JSON.stringify(card), comments_at: null })
					.where('gid', '=', gid)
					.execute();
			}
			// Not 0, which would tell the master everything again: only long ago.
			await tables.updateTable('cursor').set({ crawled_at: 1 }).where('crawled_at', '>', 1).execute();
		},
	},
	{
		name: '010-webhook',
		async up(db) {
			await db.schema
				.createTable('webhook')
				.addColumn('id', 'integer', (column) => column.primaryKey())
				.addColumn('gid', 'text', (column) => column.notNull())
				.addColumn('target', 'text', (column) => column.notNull())
				.addColumn('part', 'text', (column) => column.notNull())
				.addColumn('secret', 'text', (column) => column.notNull())
				.addColumn('heard_at', 'bigint', (column) => column.notNull())
				.execute();
		},
	},
	{
		name: '011-tenure',
		async up(db) {
			await db.schema
				.createTable('tenure')
				.addColumn('id', 'integer', (column) => column.primaryKey())
				.addColumn('store_id', 'text', (column) => column.notNull())
				.addColumn('settled', 'integer', (column) => column.notNull())
				.addColumn('ask', 'text', (column) => column.notNull())
				.execute();
		},
	},
];

/** What 001 did not keep of a card; the full reading that follows the migration brings it. */
const unknownThen = {
	priority: null,
	assigneeGid: null,
	subtasks: [],
	attachments: [],
	movedByGid: null,
	approvedByGid: null,
};
