import { Actor } from '@aegis/shared/actor';
import type { Effects } from '@aegis/shared/effects';
import { AegisError } from '@aegis/shared/errors';
import { subscribeWake } from '@aegis/shared/live';
import type { Logger } from '@aegis/shared/log';
import { ToSyncer } from '@aegis/shared/messages';
import type { Keys, Lease } from '@aegis/shared/redis';
import type { ServiceContext } from '@aegis/shared/service';
import type { Connection } from './asana/connection.ts';
import { Landing } from './asana/landing.ts';
import { BoardReads } from './asana/reads.ts';
import { BoardTrouble } from './asana/trouble.ts';
import { BoardWrites } from './asana/writes.ts';
import type { FieldMap } from './core/field-map.ts';
import { pollDelay } from './core/poll-delay.ts';
import { retryDelay } from './core/retry-delay.ts';
import { Health } from './health/health.ts';
import { BoardFollower } from './reading/board-follower.ts';
import { CardDetails } from './reading/card-details.ts';
import { CardReader } from './reading/card-reader.ts';
import { ColumnOrder } from './reading/column-order.ts';
import { PollLoop } from './reading/poll-loop.ts';
import { Recorder, type SyncerActor } from './reading/recorder.ts';
import { SchemaCache } from './reading/schema-cache.ts';
import { addWrite } from './store/board-writes.ts';
import { saveCursor } from './store/cursor.ts';
import { tellMaster } from './store/mirror.ts';
import { Observations } from './store/observations.ts';
import type { ProjectStore, SyncerTables } from './store/tables.ts';
import { comesWithin } from './tenure/comes-within.ts';
import type { Tenure } from './tenure/tenure.ts';
import type { WebhookSettings } from './webhook/locate-webhooks.ts';
import { startWebhooks, type Webhooks } from './webhook/start-webhooks.ts';
import { WriteLoop } from './writing/write-loop.ts';

/** Milliseconds between full readings at least; twice as many at most. */
const reconcileMs = 30 * 60_000;
/** Milliseconds that a master has to say where things stand, before the project is read without its answer. */
const answerMs = 5_000;
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
	const landing = new Landing();
	const reads = new BoardReads(connection, projectGid, landing);
	const writes = new BoardWrites(connection, landing);
	const schema = new SchemaCache(reads);
	const observations = new Observations();
	const map = async (): Promise<FieldMap> => (await schema.get()).map;
	const details = new CardDetails({ reads, store, projectGid, map });
	const order = new ColumnOrder({ reads, store, projectGid });
	const cards = new CardReader({ reads, store, details, order, projectGid, log });
	let broughtWrites = false;
	let askedToResync = false;
	let heardBase = false;
	const settled = Promise.withResolvers<void>();
	let webhooks: Webhooks | null = null;

	const actor: SyncerActor = new Actor<SyncerTables, ToSyncer>({
		name: `syncer.${projectGid}`,
		store,
		redisUrl,
		keys,
		log,
		fence: options.lease,
		decode: (body) => ToSyncer.parse(body),
		async handle(tx, message) {
			switch (message.type) {
				case 'asana.apply':
					// What came before the master's answer is in it.
					if (!(await tenure.isSettled(tx))) return [];
					await addWrite(tx, message, Date.now());
					broughtWrites = true;
					return [];
				case 'project.resync':
					await saveCursor(tx, { crawledAt: 0 });
					askedToResync = true;
					return [];
				case 'project.base':
					await tenure.settle(tx, message);
					heardBase = true;
					return [];
			}
		},
		onCommit() {
			if (heardBase) void tenure.confirm(store.db).then((done) => done && settled.resolve(), context.fail);
			heardBase = false;
			if (broughtWrites) {
				activeAt = performance.now();
				writer.nudge();
			}
			if (askedToResync) loop.request();
			broughtWrites = false;
			askedToResync = false;
		},
		onRedisLoss() {
			// The outbox keeps hours, the master may have lost more than that.
			actor
				.act(async (tx) => (await saveCursor(tx, { crawledAt: 0 }), []))
				.then(() => loop.request(), context.fail);
		},
		onFatal: context.fail,
	});
	const recorder = new Recorder({ actor, observations, projectGid });
	const follower = new BoardFollower({
		reads,
		store,
		schema,
		cards,
		details,
		order,
		recorder,
		observations,
		projectGid,
		log,
		reconcileMs: () => reconcileMs * (1 + Math.random()),
	});
	const health = new Health({
		actor,
		projectGid,
		log,
		settledToken: () => follower.settledToken,
		findings: () => [...findings(schema, cards, details), ...(webhooks?.problems() ?? [])],
		remarks: () => (schema.known?.map.fieldless === true ? [reducedMode] : []),
	});
	const writer = new WriteLoop({
		bench: {
			reads: new BoardReads(connection.looking, projectGid, landing),
			writes,
			schema,
			observations,
			effects: options.effects,
			publicUrl: options.publicUrl,
		},
		details,
		actor,
		store,
		projectGid,
		log,
		onFatal: context.fail,
	});
	let failures = 0;
	let activeAt = performance.now();
	const loop = new PollLoop({
		async poll() {
			let error: unknown = null;
			try {
				await follower.poll();
				failures = 0;
			} catch (thrown) {
				error = thrown;
				failures++;
			}
			if (context.signal.aborted) return;
			if (error instanceof AegisError) context.fail(error);
			await health.report(error, failures);
			if (error !== null) throw error;
		},
		delayMs(error) {
			if (error === null) {
				const idleMs = performance.now() - Math.max(activeAt, follower.changedAt);
				return pollDelay(options.pollMs, { idleMs, scarce: connection.scarce, jitter: Math.random() });
			}
			const failure = error instanceof BoardTrouble ? error.failure : { kind: 'unknown' };
			const delayMs = Math.round(retryDelay(failure, failures, Math.random()));
			log.warn({ err: error, failures, delayMs }, 'board could not be followed, will retry');
			return delayMs;
		},
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
	if (!(await tenure.confirm(store.db))) {
		log.info('the project was followed with another store: asking the master where things stand');
		const ask = tellMaster({ type: 'project.joined', projectGid, ask: tenure.ask });
		await actor.act(async () => [ask]);
		context.signal.addEventListener('abort', () => settled.resolve(), { once: true });
		if (!(await comesWithin(settled.promise, answerMs))) {
			log.warn('the master does not answer: the board is read, and not written to until it does');
			loop.start();
			await settled.promise;
			// What was told meanwhile may have counted as older than what the master knew.
			if (!context.signal.aborted)
				await actor.act(async (tx) => (await saveCursor(tx, { crawledAt: 0 }), []));
			loop.request();
		}
		if (context.signal.aborted) return;
	}
	await writer.inherit();
	writer.nudge();
	loop.start();
}

/** Said once per project, in its state. */
const reducedMode =
	"reduced mode: the board's plan has no custom fields, so tags and lines of the description take their place (docs/free-plan.md)";

function findings(schema: SchemaCache, cards: CardReader, details: CardDetails): string[] {
	const missing = schema.known?.missing ?? null;
	const nameSome = (of: ReadonlyMap<string, string>): string => [...of.keys()].slice(0, 5).join(', ');
	const { unreadable } = cards;
	const { refused } = details;
	return [
		...(schema.known?.archived === true ? ['the project is archived'] : []),
		...(missing === null ? [] : [`the project lacks ${missing}; \`aegis asana sync-schema\` adds it`]),
		...(unreadable.size === 0
			? []
			: [`${unreadable.size} cards cannot be read and are left alone: ${nameSome(unreadable)}`]),
		...(refused.size === 0
			? []
			: [`the board refuses the comments, steps or files of ${refused.size} cards: ${nameSome(refused)}`]),
	];
}
