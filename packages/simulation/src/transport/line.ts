import { sleep, type Clock } from '@aegis/shared/clock';
import type { MasterLine } from '@aegis/worker/shell';
import type { Process } from '../process.ts';
import type { Letter, Redis } from './redis.ts';

/** What ends the waiting for an answer that is there: an error made for each costs more than the question. */
const enough = new Error('answered');

/** A worker's way to the master over the simulated Redis: nothing is sent while that cannot be reached. */
export class Line implements MasterLine, AsyncDisposable {
	readonly #process: Process;
	readonly #redis: Redis;
	readonly #clock: Clock;
	readonly #newId: () => string;
	readonly #hear: (message: unknown) => void;
	readonly #waiting = new Map<string, (message: Letter['message']) => void>();

	constructor(
		process: Process,
		options: { redis: Redis; clock: Clock; newId: () => string; hear: (message: unknown) => void },
	) {
		this.#process = process;
		this.#redis = options.redis;
		this.#clock = options.clock;
		this.#newId = options.newId;
		this.#hear = options.hear;
	}

	async tell(actor: string, message: { type: string }, id?: string): Promise<void> {
		if (!this.#process.reachesRedis) throw new Error('redis is away');
		this.#redis.post(actor, {
			id: id ?? this.#newId(),
			from: this.#process.name,
			at: this.#process.wallNow,
			message,
		});
	}

	async ask(
		actor: string,
		message: { type: string },
		options: { timeoutMs: number; signal?: AbortSignal },
	): Promise<{ message: Letter['message'] }> {
		const id = this.#newId();
		const { promise, resolve } = Promise.withResolvers<{ message: Letter['message'] }>();
		this.#waiting.set(id, (answer) => resolve({ message: answer }));
		const { name, wallNow, reachesRedis } = this.#process;
		if (reachesRedis)
			this.#redis.post(actor, { id, from: name, at: wallNow, replyTo: name, correlationId: id, message });
		const answered = new AbortController();
		const late = sleep(this.#clock, options.timeoutMs, answered.signal).then(() => {
			throw new Error(`no answer from ${actor} to ${message.type}`);
		});
		try {
			return await Promise.race([promise, late]);
		} finally {
			this.#waiting.delete(id);
			late.catch(() => {});
			answered.abort(enough);
		}
	}

	/** The same, on which every lease is as good as endless: the guard `lease-deadline` taken out. */
	withoutDeadlines(): MasterLine & AsyncDisposable {
		return {
			tell: (...told) => this.tell(...told),
			ask: async (...asked) => {
				const { message } = await this.ask(...asked);
				return { message: 'leaseMs' in message ? { ...message, leaseMs: 1e9 } : message };
			},
			[Symbol.asyncDispose]: () => this[Symbol.asyncDispose](),
		};
	}

	/** Takes a letter from the worker's mailbox. */
	dispatch({ correlationId, message }: Letter): void {
		const waiting = correlationId === undefined ? undefined : this.#waiting.get(correlationId);
		if (waiting === undefined) this.#hear(message);
		else waiting(message);
	}

	async [Symbol.asyncDispose](): Promise<void> {}
}
