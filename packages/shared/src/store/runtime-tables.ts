import type { Generated, Kysely } from 'kysely';
import type { Migration } from './migrate.ts';

/** The tables every actor's store has, whatever else it keeps. Times are milliseconds since the epoch. */
export interface RuntimeTables {
	/** Messages already handled: a redelivery is dropped. */
	inbox: { id: string; at: number };
	/** Messages to send, in order; kept after sending so that a Redis that lost them can be given them again. */
	outbox: {
		seq: Generated<number>;
		id: string;
		address: string;
		envelope: string;
		at: number;
		sent_at: number | null;
	};
	/** One row: who may write. A later start raises it, and the one before finds itself refused. */
	generation: { id: number; value: number };
	/** One row: the Redis that messages were last sent to; another one may have lost them. */
	redis_seen: { id: number; state: string };
	/** One row: which store this is, for as long as it exists. */
	identity: { id: number; value: string };
}

const tables: Migration = {
	name: '000-runtime',
	async up(db: Kysely<unknown>, engine) {
		await db.schema
			.createTable('inbox')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('at', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createTable('outbox')
			.addColumn('seq', engine === 'postgres' ? 'bigserial' : 'integer', (column) =>
				engine === 'postgres' ? column.primaryKey() : column.primaryKey().autoIncrement(),
			)
			.addColumn('id', 'text', (column) => column.notNull().unique())
			.addColumn('address', 'text', (column) => column.notNull())
			.addColumn('envelope', 'text', (column) => column.notNull())
			.addColumn('at', 'bigint', (column) => column.notNull())
			.addColumn('sent_at', 'bigint')
			.execute();
		await db.schema.createIndex('outbox_sent').on('outbox').columns(['sent_at', 'seq']).execute();
		await db.schema.createIndex('inbox_at').on('inbox').column('at').execute();
		await db.schema
			.createTable('generation')
			.addColumn('id', 'integer', (column) => column.primaryKey())
			.addColumn('value', 'integer', (column) => column.notNull())
			.execute();
	},
};

const redisSeen: Migration = {
	name: '000-runtime-redis-seen',
	async up(db) {
		await db.schema
			.createTable('redis_seen')
			.addColumn('id', 'integer', (column) => column.primaryKey())
			.addColumn('state', 'text', (column) => column.notNull())
			.execute();
	},
};

const identity: Migration = {
	name: '000-runtime-identity',
	async up(db) {
		await db.schema
			.createTable('identity')
			.addColumn('id', 'integer', (column) => column.primaryKey())
			.addColumn('value', 'text', (column) => column.notNull())
			.execute();
	},
};

export const runtimeMigrations: readonly Migration[] = [tables, redisSeen, identity];
