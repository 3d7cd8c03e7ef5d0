import type { Effect } from '@aegis/shared/effects';
import type { EventLoop } from './event-loop.ts';
import type { Guards } from './guards.ts';
import type { Board } from './outside/board.ts';
import type { Git } from './outside/git.ts';
import type { Random } from './random.ts';
import type { Redis } from './transport/redis.ts';

type Unstamped<One> = One extends unknown ? Omit<One, 'at'> : never;

/** What everybody in one simulated world shares. */
export interface Room {
	readonly loop: EventLoop;
	readonly random: Random;
	readonly guards: Guards;
	readonly redis: Redis;
	readonly board: Board;
	readonly git: Git;
	/** False once no faults are chosen any more. */
	readonly faulty: boolean;
	/** The version of the board the master knew when it decided a command. */
	known(card: string, seq: number): number;
	/** What services said loudly of what must not happen. */
	readonly complaints: string[];
	log(effect: Unstamped<Effect>): void;
}
