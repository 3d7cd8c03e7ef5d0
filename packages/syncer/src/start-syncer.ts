import { redisCarrier } from '@aegis/shared/actor';
import { machineChance, machineClock } from '@aegis/shared/clock';
import type { Effects } from '@aegis/shared/effects';
import { subscribeWake } from '@aegis/shared/live';
import type { Logger } from '@aegis/shared/log';
import type { Keys, Lease } from '@aegis/shared/redis';
import type { ServiceContext } from '@aegis/shared/service';
import type { Connection } from './asana/connection.ts';
import { Landing } from './asana/landing.ts';
import { BoardReads } from './asana/reads.ts';
import { BoardWrites } from './asana/writes.ts';
import { editFacts, readFacts } from './store/sql-facts.ts';
import type { ProjectStore } from './store/tables.ts';
import { Syncer } from './syncer.ts';
import type { Tenure } from './tenure/tenure.ts';
import type { WebhookSettings } from './webhook/locate-webhooks.ts';
import { startWebhooks, type Webhooks } from './webhook/start-webhooks.ts';

/** Milliseconds between full readings at least. */
const reconcileMs = 30 * 60_000;
/** Milliseconds that requests under way have to end when the service stops. */
const lastRequestsMs = 3_000;

export interface SyncerOptions {
	readonly context: ServiceContext;
	readonly connection: Connection;
	readonly store: ProjectStore;
	readonly redisUrl: string;
	readonly keys: Keys;
	readonly effects: Effects;
	readonly lease: Lease;
	readonly tenure: Tenure;
	readonly projectGid: string;
	readonly pollMs: number;
	/** Where people reach the dashboard; null where they cannot. */
	readonly publicUrl: string | null;
	/** Null where the board cannot reach this machine: then it is polled alone. */
	readonly webhooks: WebhookSettings | null;
	readonly log: Logger;
}

/** Starts a project's syncer on the real board, Redis and store. */
export async function startSyncer(options: SyncerOptions): Promise<void> {
	const { context, connection, store, redisUrl, keys, projectGid, log } = options;
	const landing = new Landing();
	let webhooks: Webhooks | null = null;
	const syncer = new Syncer({
		...options,
		reconcileMs,
		clock: machineClock,
		chance: machineChance,
		carrier: redisCarrier({ name: `syncer.${projectGid}`, redisUrl, keys, log, fence: options.lease }),
		facts: readFacts(store.db, projectGid),
		edit: (tx) => editFacts(tx, projectGid),
		reads: new BoardReads(connection, projectGid, landing),
		looks: new BoardReads(connection.looking, projectGid, landing),
		writes: new BoardWrites(connection, landing),
		problems: () => webhooks?.problems() ?? [],
		remarks: () => (connection.pace === null ? [] : [connection.pace]),
	});
	context.stack.use(syncer);
	context.stack.use(subscribeWake(redisUrl, keys, projectGid, () => syncer.request()));
	webhooks = await startWebhooks({
		settings: options.webhooks,
		connection,
		store,
		redisUrl,
		keys,
		projectGid,
		log,
		wake: () => syncer.request(),
	});
	context.stack.use(webhooks);
	// First of all: a board that hangs must not keep the service from stopping.
	context.stack.defer(() => {
		setTimeout(() => connection[Symbol.dispose](), lastRequestsMs).unref();
	});
	await syncer.start();
}
