import { randomUUID } from 'node:crypto';
import { connectRedis, disconnect, type Keys, type Redis } from '@aegis/shared/redis';
import { Knock, Verdict } from './knock.ts';

/** Milliseconds a door waits for the project's syncer; the board gives up after 10 s. */
const patienceMs = 5_000;
/** Knocks that may wait at one door: more than that is no board. */
const maxWaiting = 64;

/**
 * Carries knocks from doors to the syncer of their project and the answers back, over Redis: the project may be
 * followed on another machine than the one the board reaches. Nothing is kept: what is lost is sent again by the board.
 */
export class Relay implements AsyncDisposable {
	readonly #door = randomUUID();
	readonly #waiting = new Map<string, (verdict: Verdict | null) => void>();
	readonly #redis: Redis;
	readonly #subscriber: Redis;
	readonly #keys: Keys;
	/** Resolves once knocks of the project arrive here. */
	readonly listening: Promise<unknown>;

	constructor(options: {
		redisUrl: string;
		keys: Keys;
		projectGid: string;
		answer: (knock: Knock) => { status: number; echo: string | null };
	}) {
		const { redisUrl, keys, projectGid } = options;
		const own = keys.knock(projectGid);
		this.#keys = keys;
		this.#redis = connectRedis(redisUrl, { name: `syncer.${projectGid}.webhook` });
		this.#subscriber = connectRedis(redisUrl, { blocking: true, name: `syncer.${projectGid}.knocks` });
		this.#subscriber.on('message', (channel: string, text: string) => {
			if (channel === own) this.#onKnock(text, options.answer);
			else this.#onVerdict(text);
		});
		this.listening = this.#subscriber.subscribe(own, keys.knock(this.#door));
		// For whoever awaits it; the others need not.
		this.listening.catch(() => {});
	}

	/** Asks the syncer of a project; null where none answers. */
	async ask(projectGid: string, knock: Omit<Knock, 'id' | 'door'>): Promise<Verdict | null> {
		if (this.#waiting.size >= maxWaiting) return null;
		const id = randomUUID();
		const { promise, resolve } = Promise.withResolvers<Verdict | null>();
		const timer = setTimeout(() => resolve(null), patienceMs);
		this.#waiting.set(id, resolve);
		try {
			const message: Knock = { ...knock, id, door: this.#door };
			const heardBy = await this.#redis.publish(this.#keys.knock(projectGid), JSON.stringify(message));
			return heardBy === 0 ? null : await promise;
		} catch {
			return null;
		} finally {
			clearTimeout(timer);
			this.#waiting.delete(id);
		}
	}

	#onKnock(text: string, answer: (knock: Knock) => { status: number; echo: string | null }): void {
		const knock = Knock.safeParse(parse(text));
		if (!knock.success) return;
		const { id, door } = knock.data;
		const verdict: Verdict = { id, ...answer(knock.data) };
		// The door that hears nothing answers by itself after its patience.
		this.#redis.publish(this.#keys.knock(door), JSON.stringify(verdict)).catch(() => {});
	}

	#onVerdict(text: string): void {
		const verdict = Verdict.safeParse(parse(text));
		if (verdict.success) this.#waiting.get(verdict.data.id)?.(verdict.data);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const resolve of this.#waiting.values()) resolve(null);
		disconnect(this.#subscriber);
		disconnect(this.#redis);
	}
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
