import { Actor, type Carrier } from '@aegis/shared/actor';
import type { Chance, Clock } from '@aegis/shared/clock';
import type { Effects } from '@aegis/shared/effects';
import type { Logger } from '@aegis/shared/log';
import { ToSyncer } from '@aegis/shared/messages';
import type { ServiceContext } from '@aegis/shared/service';
import type { ActorStore } from '@aegis/shared/store';
import type { BoardOrders, BoardQuestions } from './asana/board-calls.ts';
import type { FieldMap } from './core/field-map.ts';
import { listFindings, listRemarks } from './health/findings.ts';
import { Health } from './health/health.ts';
import { Mailbox } from './mailbox.ts';
import { BoardFollower } from './reading/board-follower.ts';
import { CardDetails } from './reading/card-details.ts';
import { CardReader } from './reading/card-reader.ts';
import { ColumnOrder } from './reading/column-order.ts';
import { FollowLoop, type FollowLoopOptions } from './reading/follow-loop.ts';
import { Recorder, type SyncerActor } from './reading/recorder.ts';
import { SchemaCache } from './reading/schema-cache.ts';
import { Observations } from './store/observations.ts';
import type { ProjectEdit, ProjectFacts } from './store/project-facts.ts';
import { takeUpProject } from './tenure/take-up.ts';
import type { Tenure } from './tenure/tenure.ts';
import { WriteLoop } from './writing/write-loop.ts';

/** What a syncer is made of. `startSyncer` gives the real ones, the simulation its own. */
export interface SyncerParts<Tx> {
	readonly projectGid: string;
	readonly context: Pick<ServiceContext, 'signal' | 'fail'>;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly carrier: Carrier;
	readonly store: ActorStore<Tx>;
	/** The facts as they were last committed, and within one of the store's transactions. */
	readonly facts: ProjectFacts;
	readonly edit: (tx: Tx) => ProjectEdit;
	readonly tenure: Pick<Tenure, 'isSettled' | 'settle' | 'confirm' | 'ask'>;
	readonly reads: BoardQuestions;
	/** The same, for looks before a write: they go ahead of what merely follows the board. */
	readonly looks: BoardQuestions;
	readonly writes: BoardOrders;
	readonly connection: FollowLoopOptions['connection'];
	readonly effects: Effects;
	/** Milliseconds between polls of a board that moves. */
	readonly pollMs: number;
	/** Milliseconds between full readings at least; twice as many at most. */
	readonly reconcileMs: number;
	/** Where people reach the dashboard; null where they cannot. */
	readonly publicUrl: string | null;
	/** What is wrong beside the board itself, one sentence each. */
	readonly problems: () => readonly string[];
	/** What a person should know though nothing is wrong, one sentence each. */
	readonly remarks?: () => readonly string[];
	readonly log: Logger;
}

/** A project's reader and writer around its actor. */
export class Syncer<Tx> implements AsyncDisposable {
	readonly #parts: SyncerParts<Tx>;
	readonly #actor: Actor<Tx, ToSyncer>;
	readonly #recording: SyncerActor;
	readonly #writer: WriteLoop;
	readonly #loop: FollowLoop;
	readonly #settled = Promise.withResolvers<void>();

	constructor(parts: SyncerParts<Tx>) {
		this.#parts = parts;
		const { projectGid, clock, chance, facts, edit, log, context, reads } = parts;
		const schema = new SchemaCache(reads, clock);
		const observations = new Observations();
		const map = async (): Promise<FieldMap> => (await schema.get()).map;
		const details = new CardDetails({ reads, facts, projectGid, map });
		const order = new ColumnOrder({ reads, facts, projectGid });
		const cards = new CardReader({ reads, facts, details, order, projectGid, log });
		this.#actor = this.#openActor();
		const actor = (this.#recording = { act: (body) => this.#actor.act((tx) => body(edit(tx))) });
		const recorder = new Recorder({ actor, observations, projectGid });
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
			clock,
			log,
			reconcileMs: () => parts.reconcileMs * (1 + chance.random()),
		});
		const health = new Health({
			actor,
			clock,
			projectGid,
			log,
			settledToken: () => follower.settledToken,
			findings: () => [...listFindings({ schema, cards, details }), ...parts.problems()],
			remarks: () => [...listRemarks(schema), ...(parts.remarks?.() ?? [])],
		});
		const { looks, writes, effects, publicUrl, connection, pollMs } = parts;
		const bench = { clock, chance, reads: looks, writes, schema, observations, effects, publicUrl };
		this.#writer = new WriteLoop({ bench, details, actor, facts, projectGid, log, onFatal: context.fail });
		this.#loop = new FollowLoop({ context, connection, follower, health, pollMs, clock, chance, log });
	}

	#openActor(): Actor<Tx, ToSyncer> {
		const { projectGid, store, carrier, clock, chance, tenure, facts, edit, log, context } = this.#parts;
		const mailbox = new Mailbox({
			tenure,
			clock,
			onCommitted: {
				'asana.apply': () => {
					this.#loop.expectChanges();
					this.#writer.nudge();
				},
				'project.resync': () => this.request(),
				'project.base': () =>
					void tenure.confirm(facts).then((done) => done && this.#settled.resolve(), context.fail),
			},
		});
		return new Actor<Tx, ToSyncer>({
			name: `syncer.${projectGid}`,
			store,
			carrier,
			clock,
			chance,
			log,
			decode: (body) => ToSyncer.parse(body),
			handle: async (tx, message) => (await mailbox.keep(edit(tx), message), []),
			onCommit: () => mailbox.committed(),
			onRedisLoss: () => {
				// The outbox keeps hours, the master may have lost more than that.
				this.#recording
					.act(async (tx) => (await tx.saveCursor({ crawledAt: 0 }), []))
					.then(() => this.request(), context.fail);
			},
			onFatal: context.fail,
		});
	}

	/** Takes the project up, and then follows it and carries out what comes. Resolves when it does, or is stopped. */
	async start(): Promise<void> {
		const { tenure, facts, projectGid, context, log } = this.#parts;
		const { signal } = context;
		this.#actor.start();
		await takeUpProject({
			tenure,
			facts,
			actor: this.#recording,
			projectGid,
			settled: this.#settled.promise,
			signal,
			follow: this.#loop,
			log,
		});
		if (signal.aborted) return;
		await this.#writer.inherit();
		this.#writer.nudge();
		this.#loop.start();
	}

	/** Asks for a look at the board now. */
	request(): void {
		this.#loop.request();
	}

	/** No more polls, no more commands, then what is under way ends, then the actor. */
	async [Symbol.asyncDispose](): Promise<void> {
		await this.#loop[Symbol.asyncDispose]();
		await this.#writer[Symbol.asyncDispose]();
		await this.#actor[Symbol.asyncDispose]();
	}
}
