import { durations } from '../durations.ts';
import { drawTurnCost, type Fate } from '../outside/provider.ts';
import type { Process } from '../process.ts';
import type { Room } from '../room.ts';
import type { Spec } from './held-run.ts';

/** An agent's process: makes its turns, which are billed, until it has answered, falls silent or is killed. */
export class Agent {
	readonly #room: Room;
	readonly #process: Process;
	readonly #spec: Spec;
	readonly #fate: Fate;
	readonly #on: { readonly turn: () => void; readonly end: () => void };
	#alive = true;
	#turns = 0;
	costUsd = 0;

	constructor(
		room: Room,
		process: Process,
		options: { spec: Spec; fate: Fate; on: { turn: () => void; end: () => void } },
	) {
		this.#room = room;
		this.#process = process;
		this.#spec = options.spec;
		this.#fate = options.fate;
		this.#on = options.on;
		const { runId: run, cardGid: card, epoch } = options.spec;
		room.log({ kind: 'spawn', card, run, epoch, worker: process.name });
		this.#turnSoon();
	}

	/** From now on nothing of it lives. */
	die(): void {
		if (!this.#alive) return;
		this.#alive = false;
		this.#room.log({ kind: 'dead', card: this.#spec.cardGid, run: this.#spec.runId });
	}

	#turnSoon(): void {
		this.#process.later(this.#room.random.delay(durations.turn), () => this.#turn());
	}

	#turn(): void {
		if (!this.#alive) return;
		if (this.#turns === this.#fate.turns) {
			if (this.#fate.end === 'falls-silent') return;
			this.die();
			this.#on.end();
			return;
		}
		// The CLI itself makes no turn past its budget.
		if (this.costUsd <= this.#spec.budgetUsd) {
			const usd = drawTurnCost(this.#room.random);
			this.costUsd += usd;
			const { runId: run, cardGid: card, epoch } = this.#spec;
			this.#room.log({ kind: 'turn', card, run, epoch, usd });
		}
		this.#turns++;
		this.#on.turn();
		this.#turnSoon();
	}
}
