import type { Generated, Kysely, Selectable } from 'kysely';
import type { Migration } from '@aegis/shared/store';

/** The master's own tables. Times are milliseconds since the epoch, money US dollars; `0 | 1` are booleans. */
export interface MasterTables {
	card: {
		gid: string;
		project_gid: string;
		/** The whole CardState as JSON; the other columns are there to be searched by. */
		state: string;
		name: string;
		/** idle, waiting, ready, active. */
		standing: string;
		agent: string | null;
		reason: string | null;
		reason_since: number | null;
		/** When a waiting card must be looked at again of itself. */
		wake_at: number | null;
		ready_since: number | null;
		/** 0 is the most urgent, 4 the least. */
		priority: number;
		/** Unknown ones are the last: a day and a number beyond all others. */
		rank: number;
		due_on: string;
		completed: number;
		present: number;
		changed_at: number;
	};
	dependency: { card_gid: string; depends_on: string };
	run: {
		run_id: string;
		card_gid: string;
		card_name: string;
		project_gid: string;
		agent: string;
		/** Who put the card where the run was started from; null where nobody can tell. */
		author_gid: string | null;
		epoch: number;
		attempt: number;
		/** queued, running, finished. */
		state: string;
		worker_id: string | null;
		incarnation: string | null;
		reserved_usd: number;
		cost_usd: number;
		cost_known: number;
		outcome: string | null;
		message: string | null;
		session_id: string | null;
		activity: string | null;
		queued_at: number;
		started_at: number | null;
		finished_at: number | null;
		/** TokensUsed as JSON, and the models that answered, with commas; null where nobody counted. */
		tokens: string | null;
		models: string | null;
		/** Why it was told to stop; null while it may go on. */
		stop_why: string | null;
	};
	/** What people paused: `target` is the scope and the gid. */
	pause: { target: string; scope: string; gid: string; by_whom: string; at: number };
	/** What became of people's orders. */
	receipt: {
		order_id: string;
		card_gid: string | null;
		kind: string;
		by_whom: string;
		at: number;
		accepted: number;
		text: string;
	};
	/** What the master did, as records of `@aegis/shared/effects`. */
	effect: { seq: Generated<number>; at: number; body: string };
	/** The newest record of each service's log on this machine, as last seen. */
	log_head: { service: string; link: string; at: number };
}

export type CardRow = Selectable<MasterTables['card']>;
export type RunRow = Selectable<MasterTables['run']>;

export const masterMigrations: readonly Migration[] = [
	{
		name: '001-cards-and-runs',
		async up(db: Kysely<unknown>) {
			await db.schema
				.createTable('card')
				.addColumn('gid', 'text', (column) => column.primaryKey())
				.addColumn('project_gid', 'text', (column) => column.notNull())
				.addColumn('state', 'text', (column) => column.notNull())
				.addColumn('name', 'text', (column) => column.notNull())
				.addColumn('standing', 'text', (column) => column.notNull())
				.addColumn('agent', 'text')
				.addColumn('reason', 'text')
				.addColumn('reason_since', 'bigint')
				.addColumn('wake_at', 'bigint')
				.addColumn('ready_since', 'bigint')
				.addColumn('rank', 'double precision')
				.addColumn('due_on', 'text')
				.addColumn('completed', 'integer', (column) => column.notNull())
				.addColumn('present', 'integer', (column) => column.notNull())
				.addColumn('changed_at', 'bigint', (column) => column.notNull())
				.execute();
			await db.schema.createIndex('card_standing').on('card').columns(['standing', 'ready_since']).execute();
			await db.schema.createIndex('card_wake').on('card').column('wake_at').execute();
			await db.schema.createIndex('card_project').on('card').columns(['project_gid', 'present']).execute();
			await db.schema
				.createTable('dependency')
				.addColumn('card_gid', 'text', (column) => column.notNull())
				.addColumn('depends_on', 'text', (column) => column.notNull())
				.addPrimaryKeyConstraint('dependency_key', ['card_gid', 'depends_on'])
				.execute();
			await db.schema.createIndex('dependency_on').on('dependency').column('depends_on').execute();
			await db.schema
				.createTable('run')
				.addColumn('run_id', 'text', (column) => column.primaryKey())
				.addColumn('card_gid', 'text', (column) => column.notNull())
				.addColumn('card_name', 'text', (column) => column.notNull())
				.addColumn('project_gid', 'text', (column) => column.notNull())
				.addColumn('agent', 'text', (column) => column.notNull())
				.addColumn('epoch', 'integer', (column) => column.notNull())
				.addColumn('attempt', 'integer', (column) => column.notNull())
				.addColumn('state', 'text', (column) => column.notNull())
				.addColumn('worker_id', 'text')
				.addColumn('incarnation', 'text')
				.addColumn('reserved_usd', 'double precision', (column) => column.notNull())
				.addColumn('cost_usd', 'double precision', (column) => column.notNull())
				.addColumn('cost_known', 'integer', (column) => column.notNull())
				.addColumn('outcome', 'text')
				.addColumn('message', 'text')
				.addColumn('session_id', 'text')
				.addColumn('activity', 'text')
				.addColumn('queued_at', 'bigint', (column) => column.notNull())
				.addColumn('started_at', 'bigint')
				.addColumn('finished_at', 'bigint')
				.execute();
			await db.schema.createIndex('run_card').on('run').columns(['card_gid', 'queued_at']).execute();
			await db.schema.createIndex('run_state').on('run').columns(['state', 'queued_at']).execute();
			await db.schema.createIndex('run_finished').on('run').column('finished_at').execute();
		},
	},
	{
		name: '002-effects',
		async up(db: Kysely<unknown>, engine) {
			await db.schema
				.createTable('effect')
				.addColumn('seq', engine === 'postgres' ? 'bigserial' : 'integer', (column) =>
					engine === 'postgres' ? column.primaryKey() : column.primaryKey().autoIncrement(),
				)
				.addColumn('at', 'bigint', (column) => column.notNull())
				.addColumn('body', 'text', (column) => column.notNull())
				.execute();
			await db.schema.createIndex('effect_at').on('effect').column('at').execute();
		},
	},
	{
		name: '003-pauses-and-order',
		async up(db: Kysely<unknown>) {
			await db.schema
				.createTable('pause')
				.addColumn('target', 'text', (column) => column.primaryKey())
				.addColumn('scope', 'text', (column) => column.notNull())
				.addColumn('gid', 'text', (column) => column.notNull())
				.addColumn('by_whom', 'text', (column) => column.notNull())
				.addColumn('at', 'bigint', (column) => column.notNull())
				.execute();
			await db.schema.alterTable('run').addColumn('stop_why', 'text').execute();
			await db.schema
				.alterTable('card')
				.addColumn('priority', 'integer', (column) => column.notNull().defaultTo(2))
				.execute();
			const cards = db as Kysely<MasterTables>;
			await cards
				.updateTable('card')
				.set((eb) => ({
					due_on: eb.fn.coalesce('due_on', eb.val('9999-12-31')),
					rank: eb.fn.coalesce('rank', eb.val(Number.MAX_SAFE_INTEGER)),
				}))
				.execute();
			await db.schema
				.createIndex('card_group')
				.on('card')
				.columns(['standing', 'project_gid', 'agent', 'priority', 'due_on', 'rank', 'ready_since'])
				.execute();
			await db.schema.createIndex('card_reason').on('card').column('reason_since').execute();
			await db.schema
				.createIndex('card_recent')
				.on('card')
				.columns(['project_gid', 'present', 'changed_at'])
				.execute();
			await db.schema.createIndex('run_project').on('run').columns(['project_gid', 'queued_at']).execute();
			await db.schema.createIndex('run_worker').on('run').columns(['state', 'worker_id']).execute();
		},
	},
	{
		name: '004-receipts',
		async up(db: Kysely<unknown>) {
			await db.schema
				.createTable('receipt')
				.addColumn('order_id', 'text', (column) => column.primaryKey())
				.addColumn('card_gid', 'text')
				.addColumn('kind', 'text', (column) => column.notNull())
				.addColumn('by_whom', 'text', (column) => column.notNull())
				.addColumn('at', 'bigint', (column) => column.notNull())
				.addColumn('accepted', 'integer', (column) => column.notNull())
				.addColumn('text', 'text', (column) => column.notNull())
				.execute();
			await db.schema.createIndex('receipt_card').on('receipt').columns(['card_gid', 'at']).execute();
			await db.schema.createIndex('receipt_at').on('receipt').column('at').execute();
		},
	},
	{
		name: '005-log-heads',
		async up(db: Kysely<unknown>) {
			await db.schema
				.createTable('log_head')
				.addColumn('service', 'text', (column) => column.primaryKey())
				.addColumn('link', 'text', (column) => column.notNull())
				.addColumn('at', 'bigint', (column) => column.notNull())
				.execute();
		},
	},
	{
		name: '006-authors',
		async up(db: Kysely<unknown>) {
			await db.schema.alterTable('run').addColumn('author_gid', 'text').execute();
		},
	},
	{
		name: '007-tokens',
		async up(db: Kysely<unknown>) {
			await db.schema.alterTable('run').addColumn('tokens', 'text').execute();
			await db.schema.alterTable('run').addColumn('models', 'text').execute();
		},
	},
];
