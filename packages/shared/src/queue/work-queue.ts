import { failpoint } from '../failpoint.ts';
import { Queue, UnrecoverableError, Worker, type Job } from 'bullmq';
import { Envelope } from '../messages/envelope.ts';
import { RunStart } from '../messages/to-worker.ts';
import { redact } from '../redaction.ts';
import { connectRedis, disconnect, type Keys } from '../redis.ts';

/** The one queue of runs; BullMQ allows no colon in it. */
export const workQueueName = 'work';

/** The sending end of the work queue. */
export class WorkQueue {
	readonly #redis;
	readonly #queue: Queue;

	constructor(redisUrl: string, keys: Keys) {
		this.#redis = connectRedis(redisUrl, { name: 'work-queue' });
		this.#queue = new Queue(workQueueName, { connection: this.#redis, prefix: keys.bull() });
		this.#queue.on('error', () => {});
	}

	/**
	 * Adds the run an envelope carries. The envelope's id is the job's: sent again it is the same job, while a new
	 * invitation to the same run is a new one.
	 */
	async add(envelope: string): Promise<void> {
		const { id, message } = Envelope.parse(JSON.parse(envelope));
		const start = RunStart.parse(message['run']);
		failpoint('master.before-queue-add');
		await this.#queue.add(start.agent, start, { jobId: id, removeOnComplete: 100, removeOnFail: 1_000 });
		failpoint('master.after-queue-add');
	}

	async [Symbol.asyncDispose](): Promise<void> {
		// Whatever state its connection is in, it is cut below.
		await this.#queue.close().catch(() => {});
		disconnect(this.#redis);
	}
}

export interface WorkConsumer extends AsyncDisposable {
	/** Takes no further runs; those under way go on. */
	pause(): Promise<void>;
}

/**
 * The receiving end: calls `handle` for each run, at most `slots` at a time.
 *
 * BullMQ only carries the invitation: the run's lease comes from the master, so a second delivery of the same job is
 * refused there. A job is therefore never retried by the queue, and a stall only means another invitation.
 */
export function consumeWork(options: {
	redisUrl: string;
	keys: Keys;
	slots: number;
	handle: (start: RunStart) => Promise<void>;
	onError: (error: unknown) => void;
}): WorkConsumer {
	const redis = connectRedis(options.redisUrl, { blocking: true, name: 'work-consumer' });
	const worker = new Worker(
		workQueueName,
		async (job: Job) => {
			const start = RunStart.safeParse(job.data);
			if (!start.success) throw new UnrecoverableError('not a run of a known version');
			await options.handle(start.data).catch((error: unknown) => {
				throw withoutSecrets(error);
			});
		},
		{
			connection: redis,
			prefix: options.keys.bull(),
			concurrency: options.slots,
			maxStalledCount: 10,
			lockDuration: 30_000,
			stalledInterval: 5_000,
		},
	);
	worker.on('error', options.onError);
	return {
		pause: () => worker.pause(true),
		async [Symbol.asyncDispose]() {
			// Whatever state its connection is in, it is cut below.
			await worker.close(true).catch(() => {});
			disconnect(redis);
		},
	};
}

/** What BullMQ keeps of an error in Redis, and shows: its message and stack. */
function withoutSecrets(error: unknown): Error {
	const { message, stack } = error instanceof Error ? error : new Error(String(error));
	const said = new Error(redact(message));
	if (stack !== undefined) said.stack = redact(stack);
	return said;
}
