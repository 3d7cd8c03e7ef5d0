import { Actor, type Carrier, type Outgoing } from '@aegis/shared/actor';
import { every, type Chance, type Clock } from '@aegis/shared/clock';
import type { Logger } from '@aegis/shared/log';
import { ToMaster, type Envelope, type LiveEvent } from '@aegis/shared/messages';
import { CardDesk } from './desk/card-desk.ts';
import { refuseSpeaker } from './core/message/speaker.ts';
import { handleMessage } from './messages/handle-message.ts';
import { answerTo, type MessageOf } from './messages/handling.ts';
import { answerHeartbeat } from './pool/heartbeat.ts';
import { WorkerPool } from './pool/worker-pool.ts';
import { followTracking } from './projects/follow-tracking.ts';
import type { ProjectBook } from './projects/project-book.ts';
import { schedulePass } from './schedule/schedule-pass.ts';
import { Watch } from './schedule/watch.ts';
import type { MasterStore, MasterTx } from './store/master-store.ts';

const pruneMs = 6 * 3_600_000;
/** How long effects are kept. Milliseconds. */
const keepEffectsMs = 60 * 86_400_000;

/** The world a master is given: the machine's by `startMaster`, a virtual one in the simulation. */
export interface MasterOptions {
	readonly store: MasterStore;
	readonly carrier: Carrier;
	readonly clock: Clock;
	readonly chance: Chance;
	readonly projects: ProjectBook;
	/** How long a silent worker keeps its runs. Milliseconds. */
	readonly leaseMs: number;
	/** The most runs at a time, whatever room the workers have; null is no limit. */
	readonly maxRuns?: number | null | undefined;
	/** US dollars all runs may cost within a day; null is no limit. */
	readonly maxUsdPerDay?: number | null | undefined;
	readonly log: Logger;
	/** False once another master may be active: heartbeats are then no longer ours to answer. */
	readonly mayAnswer: () => boolean;
	/** Tells whoever is looking now; may be lost. */
	readonly announce: (event: LiveEvent) => void;
	readonly onFatal: (error: unknown) => void;
}

/** The master actor: everything said to it goes through the core, the store and, once, the scheduler. */
export interface Master extends AsyncDisposable {
	readonly actor: Actor<MasterTx, ToMaster>;
	readonly pool: WorkerPool;
	/** A supervisor saw a worker's process end, and its agents are gone. */
	loseWorker(workerId: string): Promise<void>;
	/** Has every waiting card looked at again, and what runs in a project that was let go: what is configured has changed. */
	reconsiderAll(): Promise<void>;
	/** Starts nothing until told null; what waits shows `because`. */
	holdUp(because: string | null): void;
}

export function runMaster(options: MasterOptions): Master {
	const { store, carrier, clock, chance, projects, log } = options;
	const pool = new WorkerPool(clock, options.leaseMs, options.maxRuns ?? null);
	const maxUsdPerDay = options.maxUsdPerDay ?? null;
	const desk = new CardDesk({ projects, log, clock, chance, halts: () => pool.halts, maxUsdPerDay });
	const handling = { desk, projects, pool, clock };
	const actor = new Actor<MasterTx, ToMaster>({
		name: 'master',
		store,
		carrier,
		clock,
		chance,
		log,
		decode: (body) => ToMaster.parse(body),
		handle: async (tx, message, envelope) => {
			const why = refuseSpeaker(message, envelope.from);
			if (why === null) return handleMessage(tx, message, envelope, handling);
			log.warn({ from: envelope.from, type: message.type, why }, 'a message that counts for nothing');
			return [];
		},
		answer: (message, envelope) =>
			message.type === 'worker.heartbeat' ? onHeartbeat(message, envelope) : Promise.resolve(null),
		settle: (tx) => schedulePass(tx, { ...handling, maxUsdPerDay }),
		onCommit: () => {
			for (const [cardGid, projectGid] of desk.takeTouched())
				options.announce({ type: 'card.changed', at: clock.wall(), cardGid, projectGid });
		},
		onRedisLoss: () => {
			for (const { gid } of projects.list())
				resync(actor, gid).catch((error: unknown) =>
					log.warn({ err: error, projectGid: gid }, 'a project could not be asked to tell all again'),
				);
		},
		onFatal: options.onFatal,
	});
	const watch = new Watch({ actor, desk, pool, log, clock });
	const pruning = every(clock, pruneMs, () => {
		actor
			.act(async (tx) => (await tx.effects.prune(clock.wall() - keepEffectsMs), []))
			.catch((error: unknown) => log.warn({ err: error }, 'old effects could not be forgotten'));
	});
	actor.start();
	return {
		actor,
		pool,
		reconsiderAll: () => actor.act((tx) => followTracking(tx, projects, desk, clock.wall())),
		holdUp(because) {
			pool.heldUpBy = because;
			watch.look();
		},
		loseWorker(workerId) {
			pool.forget(workerId);
			watch.inviteAnew();
			const lost = { type: 'worker.lost', workerId, incarnation: null, why: 'its process ended' } as const;
			return actor.act((tx) => handleMessage(tx, lost, ownEnvelope, handling));
		},
		async [Symbol.asyncDispose]() {
			pruning.cancel();
			watch[Symbol.dispose]();
			await actor[Symbol.asyncDispose]();
		},
	};

	/** A heartbeat that shows a loss waits for its turn: the end of that very run may be in the mailbox before it. */
	async function onHeartbeat(
		heartbeat: MessageOf<'worker.heartbeat'>,
		envelope: Envelope,
	): Promise<Outgoing[] | null> {
		if (refuseSpeaker(heartbeat, envelope.from) !== null) return null;
		if (!options.mayAnswer()) throw new Error('the lease is not proven');
		const { reply, missing, poolChanged } = await answerHeartbeat(heartbeat, {
			runs: store.runs,
			pool,
			clock,
			sentAt: envelope.at,
		});
		if (poolChanged) {
			options.announce({ type: 'workers.changed', at: clock.wall() });
			watch.look();
		}
		return missing.length > 0 ? null : answerTo(envelope, reply);
	}
}

/** Has a syncer read and tell its whole project again: what Redis lost of the board is then known again. */
function resync(actor: Actor<MasterTx, ToMaster>, projectGid: string): Promise<void> {
	const message = { type: 'project.resync', projectGid } as { type: string };
	return actor.act(async () => [{ to: { actor: `syncer.${projectGid}` }, message }]);
}

/** For what the master says to itself: nobody waits for an answer, and it is said now. */
const ownEnvelope: Envelope = { id: '', v: 1, from: 'master', to: 'master', at: 0, message: { type: '' } };
