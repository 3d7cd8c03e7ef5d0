import { Actor, redisCarrier } from '@aegis/shared/actor';
import { machineChance, machineClock } from '@aegis/shared/clock';
import type { Effects } from '@aegis/shared/effects';
import { subscribeWake } from '@aegis/shared/live';
import type { Logger } from '@aegis/shared/log';
import { ToSyncer } from '@aegis/shared/messages';
import type { Keys, Lease } from '@aegis/shared/redis';
import type { ServiceContext } from '@aegis/shared/service';
import type { Connection } from './asana/connection.ts';
import { Landing } from './asana/landing.ts';
import { BoardReads } from './asana/reads.ts';
import { BoardWrites } from './asana/writes.ts';
import type { FieldMap } from './core/field-map.ts';
import { listFindings, listRemarks } from './health/findings.ts';
import { Health } from './health/health.ts';
import { Mailbox } from './mailbox.ts';
import { BoardFollower } from './reading/board-follower.ts';
import { CardDetails } from './reading/card-details.ts';
import { CardReader } from './reading/card-reader.ts';
import { ColumnOrder } from './reading/column-order.ts';
import { FollowLoop } from './reading/follow-loop.ts';
import { Recorder, type SyncerActor } from './reading/recorder.ts';
import { SchemaCache } from './reading/schema-cache.ts';
import { Observations } from './store/observations.ts';
import { editFacts, readFacts } from './store/sql-facts.ts';
import type { ProjectStore, ProjectTransaction } from './store/tables.ts';
import { takeUpProject } from './tenure/take-up.ts';
import type { Tenure } from './tenure/tenure.ts';
import type { WebhookSettings } from './webhook/locate-webhooks.ts';
import { startWebhooks, type Webhooks } from './webhook/start-webhooks.ts';
import { WriteLoop } from './writing/write-loop.ts';

/** Milliseconds between full readings at least; twice as many at most. */
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

/** Puts a project's reader and writer together around its actor and starts them. */
export async function startSyncer(options: SyncerOptions): Promise<void> {
	const { context, connection, store, redisUrl, keys, projectGid, tenure, log } = options;
	const facts = readFacts(store.db, projectGid);
	const landing = new Landing();
	const reads = new BoardReads(connection, projectGid, landing);
	const writes = new BoardWrites(connection, landing);
	const schema = new SchemaCache(reads, machineClock);
	const observations = new Observations();
	const map = async (): Promise<FieldMap> => (await schema.get()).map;
	const details = new CardDetails({ reads, facts, projectGid, map });
	const order = new ColumnOrder({ reads, facts, projectGid });
	const cards = new CardReader({ reads, facts, details, order, projectGid, log });
	const settled = Promise.withResolvers<void>();
	let webhooks: Webhooks | null = null;

	const mailbox = new Mailbox({
		tenure,
		clock: machineClock,
		onCommitted: {
			'asana.apply': () => {
				loop.expectChanges();
				writer.nudge();
			},
			'project.resync': () => loop.request(),
			'project.base': () =>
				void tenure.confirm(facts).then((done) => done && settled.resolve(), context.fail),
		},
	});
	const actor = new Actor<ProjectTransaction, ToSyncer>({
		name: `syncer.${projectGid}`,
		store,
		carrier: redisCarrier({ name: `syncer.${projectGid}`, redisUrl, keys, log, fence: options.lease }),
		clock: machineClock,
		chance: machineChance,
		log,
		decode: (body) => ToSyncer.parse(body),
		handle: async (tx, message) => (await mailbox.keep(editFacts(tx, projectGid), message), []),
		onCommit: () => mailbox.committed(),
		onRedisLoss() {
			// The outbox keeps hours, the master may have lost more than that.
			recording
				.act(async (tx) => (await tx.saveCursor({ crawledAt: 0 }), []))
				.then(() => loop.request(), context.fail);
		},
		onFatal: context.fail,
	});
	const recording: SyncerActor = { act: (body) => actor.act((tx) => body(editFacts(tx, projectGid))) };
	const recorder = new Recorder({ actor: recording, observations, projectGid });
	const follower = new BoardFollower({
		reads,
		facts,
		schema,
		cards,
		details,
		order,
		recorder,
		observations,
		projectGid,
		clock: machineClock,
		log,
		reconcileMs: () => reconcileMs * (1 + Math.random()),
	});
	const health = new Health({
		actor: recording,
		clock: machineClock,
		projectGid,
		log,
		settledToken: () => follower.settledToken,
		findings: () => [...listFindings({ schema, cards, details }), ...(webhooks?.problems() ?? [])],
		remarks: () => listRemarks(schema),
	});
	const writer = new WriteLoop({
		bench: {
			clock: machineClock,
			chance: machineChance,
			reads: new BoardReads(connection.looking, projectGid, landing),
			writes,
			schema,
			observations,
			effects: options.effects,
			publicUrl: options.publicUrl,
		},
		details,
		actor: recording,
		facts,
		projectGid,
		log,
		onFatal: context.fail,
	});
	const loop = new FollowLoop({
		context,
		connection,
		follower,
		health,
		pollMs: options.pollMs,
		clock: machineClock,
		chance: machineChance,
		log,
	});

	// Disposed in reverse: no more polls, no more commands, then what is under way ends, then the actor.
	context.stack.use(actor);
	context.stack.use(writer);
	context.stack.use(loop);
	context.stack.use(subscribeWake(redisUrl, keys, projectGid, () => loop.request()));
	webhooks = await startWebhooks({
		settings: options.webhooks,
		connection,
		store,
		redisUrl,
		keys,
		projectGid,
		log,
		wake: () => loop.request(),
	});
	context.stack.use(webhooks);
	// First of all: a board that hangs must not keep the service from stopping.
	context.stack.defer(() => {
		setTimeout(() => connection[Symbol.dispose](), lastRequestsMs).unref();
	});
	actor.start();
	const { signal } = context;
	await takeUpProject({
		tenure,
		facts,
		actor: recording,
		projectGid,
		settled: settled.promise,
		signal,
		follow: loop,
		log,
	});
	if (signal.aborted) return;
	await writer.inherit();
	writer.nudge();
	loop.start();
}
