import type { Chance, Clock } from '@aegis/shared/clock';
import { AegisError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { ServiceContext } from '@aegis/shared/service';
import type { Connection } from '../asana/connection.ts';
import { BoardTrouble } from '../asana/trouble.ts';
import { pollDelay } from '../core/poll-delay.ts';
import { retryDelay } from '../core/retry-delay.ts';
import type { Health } from '../health/health.ts';
import type { BoardFollower } from './board-follower.ts';
import { PollLoop } from './poll-loop.ts';

export interface FollowLoopOptions {
	readonly context: Pick<ServiceContext, 'signal' | 'fail'>;
	readonly connection: Pick<Connection, 'scarce'>;
	readonly follower: Pick<BoardFollower, 'poll' | 'changedAt'>;
	readonly health: Pick<Health, 'report'>;
	/** Milliseconds between polls of a board that moves. */
	readonly pollMs: number;
	readonly clock: Clock;
	readonly chance: Pick<Chance, 'random'>;
	readonly log: Logger;
}

/** Follows the board poll by poll: sooner where something moves, later where it fails, and tells how it goes. */
export class FollowLoop implements AsyncDisposable {
	readonly #options: FollowLoopOptions;
	readonly #loop: PollLoop;
	#failures = 0;
	#activeAt: number;

	constructor(options: FollowLoopOptions) {
		this.#options = options;
		this.#activeAt = options.clock.monotonic();
		this.#loop = new PollLoop({
			clock: options.clock,
			poll: () => this.#poll(),
			delayMs: (error) => (error === null ? this.#idleDelay() : this.#retryDelay(error)),
		});
	}

	/** Begins; a second call changes nothing. */
	start(): void {
		this.#loop.start();
	}

	/** Asks for a poll now. */
	request(): void {
		this.#loop.request();
	}

	/** Something happens to the board that its own changes do not show yet: it is polled as one that moves. */
	expectChanges(): void {
		this.#activeAt = this.#options.clock.monotonic();
	}

	async #poll(): Promise<void> {
		const { context, follower, health } = this.#options;
		let error: unknown = null;
		try {
			await follower.poll();
			this.#failures = 0;
		} catch (thrown) {
			error = thrown;
			this.#failures++;
		}
		if (context.signal.aborted) return;
		if (error instanceof AegisError) context.fail(error);
		await health.report(error, this.#failures);
		if (error !== null) throw error;
	}

	#idleDelay(): number {
		const { follower, connection, pollMs, clock, chance } = this.#options;
		const idleMs = clock.monotonic() - Math.max(this.#activeAt, follower.changedAt);
		return pollDelay(pollMs, { idleMs, scarce: connection.scarce, jitter: chance.random() });
	}

	#retryDelay(error: unknown): number {
		const failure = error instanceof BoardTrouble ? error.failure : { kind: 'unknown' };
		const failures = this.#failures;
		const delayMs = Math.round(retryDelay(failure, failures, this.#options.chance.random()));
		this.#options.log.warn({ err: error, failures, delayMs }, 'board could not be followed, will retry');
		return delayMs;
	}

	/** Waits for the poll under way and starts no other. */
	[Symbol.asyncDispose](): Promise<void> {
		return this.#loop[Symbol.asyncDispose]();
	}
}
