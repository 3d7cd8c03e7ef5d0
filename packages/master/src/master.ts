import { Actor, redisCarrier, type Outgoing } from '@aegis/shared/actor';
import { machineChance, machineClock } from '@aegis/shared/clock';
import type { Home } from '@aegis/shared/config';
import { publishLive } from '@aegis/shared/live';
import type { Logger } from '@aegis/shared/log';
import { ToMaster, type Envelope } from '@aegis/shared/messages';
import { WorkQueue } from '@aegis/shared/queue';
import { connectRedis, disconnect, type Keys } from '@aegis/shared/redis';
import type { Store } from '@aegis/shared/store';
import { CardDesk } from './desk/card-desk.ts';
import { handleMessage } from './messages/handle-message.ts';
import { answerTo, type Tx } from './messages/handling.ts';
import { answerHeartbeat } from './pool/heartbeat.ts';
import { followTracking } from './projects/follow-tracking.ts';
import type { Projects } from './projects/projects.ts';
import { schedulePass } from './schedule/scheduling.ts';
import { pruneEffects } from './store/effects.ts';
import type { MasterTables } from './store/tables.ts';
import { Watch } from './schedule/watch.ts';
import { WorkerPool } from './pool/worker-pool.ts';

const pruneMs = 6 * 3_600_000;

/** The master actor: everything said to it goes through the core, the store and, once, the scheduler. */
export interface Master extends AsyncDisposable {
	readonly actor: Actor<Tx, ToMaster>;
	readonly pool: WorkerPool;
	/** A supervisor saw a worker's process end, and its agents are gone. */
	loseWorker(workerId: string): Promise<void>;
	/** Has every waiting card looked at again, and what runs in a project that was let go: what is configured has changed. */
	reconsiderAll(): Promise<void>;
	/** Starts nothing until told null; what waits shows `because`. */
	holdUp(because: string | null): void;
}

export function startMaster(options: {
	home: Home;
	store: Store<MasterTables>;
	redisUrl: string;
	keys: Keys;
	projects: Projects;
	leaseMs: number;
	/** The most runs at a time, whatever room the workers have; null is no limit. */
	maxRuns?: number | null;
	log: Logger;
	/** False once another master may be active: heartbeats are then no longer ours to answer. */
	mayAnswer: () => boolean;
	onFatal: (error: unknown) => void;
}): Master {
	const { store, redisUrl, keys, projects, log } = options;
	const pool = new WorkerPool(options.leaseMs, options.maxRuns ?? null);
	const desk = new CardDesk(projects, log, () => pool.halts);
	const workQueue = new WorkQueue(redisUrl, keys);
	const redis = connectRedis(redisUrl, { name: 'master.live' });
	const handling = { desk, projects, pool };

	const actor = new Actor<Tx, ToMaster>({
		name: 'master',
		store,
		carrier: redisCarrier({ name: 'master', redisUrl, keys, log, workQueue }),
		clock: machineClock,
		chance: machineChance,
		log,
		decode: (body) => ToMaster.parse(body),
		handle: (tx, message, envelope) => handleMessage(tx, message, envelope, handling),
		answer: (message, envelope) =>
			message.type === 'worker.heartbeat' ? onHeartbeat(message, envelope) : Promise.resolve(null),
		settle: (tx) => schedulePass(tx, desk, projects, pool),
		onCommit: () => {
			for (const [cardGid, projectGid] of desk.takeTouched()) {
				publishLive(redis, keys, { type: 'card.changed', at: Date.now(), cardGid, projectGid });
			}
		},
		onRedisLoss: () => {
			for (const { gid } of projects.list())
				resync(gid).catch((error: unknown) =>
					log.warn({ err: error, projectGid: gid }, 'a project could not be asked to tell all again'),
				);
		},
		onFatal: options.onFatal,
	});

	/** A heartbeat that shows a loss waits for its turn: the end of that very run may be in the mailbox before it. */
	async function onHeartbeat(
		heartbeat: Extract<ToMaster, { type: 'worker.heartbeat' }>,
		envelope: Envelope,
	): Promise<Outgoing[] | null> {
		if (!options.mayAnswer()) throw new Error('the lease is not proven');
		const { reply, missing, poolChanged } = await answerHeartbeat(store.db, heartbeat, envelope.at, pool);
		if (poolChanged) {
			publishLive(redis, keys, { type: 'workers.changed', at: Date.now() });
			watch.look();
		}
		return missing.length > 0 ? null : answerTo(envelope, reply);
	}

	/** Has a syncer read and tell its whole project again: what Redis lost of the board is then known again. */
	function resync(projectGid: string): Promise<void> {
		return actor.act(async () => [
			{
				to: { actor: `syncer.${projectGid}` },
				message: { type: 'project.resync', projectGid } as { type: string },
			},
		]);
	}

	const watch = new Watch({ actor, desk, pool, log });
	actor.start();
	const pruning = setInterval(() => {
		actor
			.act(async (tx) => (await pruneEffects(tx, Date.now()), []))
			.catch((error: unknown) => log.warn({ err: error }, 'old effects could not be forgotten'));
	}, pruneMs);
	return {
		actor,
		pool,
		reconsiderAll: () => actor.act((tx) => followTracking(tx, projects, desk)),
		holdUp: (because) => {
			pool.heldUpBy = because;
			watch.look();
		},
		loseWorker: (workerId) => {
			pool.forget(workerId);
			watch.inviteAnew();
			return actor.act((tx) =>
				handleMessage(
					tx,
					{ type: 'worker.lost', workerId, incarnation: null, why: 'its process ended' },
					emptyEnvelope,
					handling,
				),
			);
		},
		async [Symbol.asyncDispose]() {
			clearInterval(pruning);
			watch[Symbol.dispose]();
			await actor[Symbol.asyncDispose]();
			await workQueue[Symbol.asyncDispose]();
			disconnect(redis);
		},
	};
}

/** For what the master says to itself: nobody waits for an answer. */
const emptyEnvelope: Envelope = { id: '', v: 1, from: 'master', to: 'master', at: 0, message: { type: '' } };
