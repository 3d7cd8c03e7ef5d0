import type { Clock } from '@aegis/shared/clock';
import type { RunSpec } from '@aegis/shared/domain';
import type { AgentEnd, OngoingRun } from '@aegis/worker/shell';
import { durations } from '../durations.ts';
import type { Room } from '../room.ts';
import { answerOf, diedVerdict, drawTurnCost, verdictOf, type Fate } from './provider.ts';

type Stop = NonNullable<AgentEnd['stop']>;

/** An agent's process: makes its turns, which are billed, until it has answered or is killed, by us or with its worker. */
export class AgentProcess {
	readonly runId: string;
	readonly #room: Room;
	readonly #clock: Clock;
	readonly #spec: RunSpec;
	readonly #fate: Fate;
	readonly #onTurn: () => void;
	readonly #ended = Promise.withResolvers<AgentEnd>();
	#alive = true;
	#stop: Stop | null = null;
	#turns = 0;
	costUsd = 0;

	constructor(options: {
		room: Room;
		clock: Clock;
		spec: RunSpec;
		held: OngoingRun['held'];
		worker: string;
		fate: Fate;
		onTurn: () => void;
	}) {
		const { room, clock, spec, held, fate } = options;
		this.runId = spec.runId;
		this.#room = room;
		this.#clock = clock;
		this.#spec = spec;
		this.#fate = fate;
		this.#onTurn = options.onTurn;
		const { runId: run, cardGid: card, epoch } = spec;
		room.log({ kind: 'spawn', card, run, epoch, worker: options.worker });
		const end = (): void => this.#end(held.signal.reason as Stop);
		if (held.signal.aborted) end();
		else held.signal.addEventListener('abort', end, { once: true });
		this.#turnSoon();
	}

	get ended(): Promise<AgentEnd> {
		return this.#ended.promise;
	}

	/** From now on nothing of it lives. */
	die(): void {
		if (!this.#alive) return;
		this.#alive = false;
		this.#room.log({ kind: 'dead', card: this.#spec.cardGid, run: this.#spec.runId });
	}

	/** Killed from outside its worker, which sees it end without having said why. */
	kill(): void {
		if (!this.#alive) return;
		this.die();
		this.#ended.resolve({ verdict: diedVerdict(this.costUsd), stop: null });
	}

	/** Told to stop: it may take a while, and a turn, to be gone; a lost lease leaves no time for manners. */
	#end(stop: Stop): void {
		if (this.#stop !== null || !this.#alive) return;
		this.#stop = stop;
		if (stop.kind === 'lost') this.#conclude();
		else this.#clock.after(this.#room.random.between(20, durations.kill), () => this.#conclude());
	}

	#conclude(): void {
		if (!this.#alive) return;
		this.die();
		const answer = answerOf(this.#spec, this.#fate);
		const verdict = verdictOf(this.#fate, { answer, costUsd: this.costUsd, wallNow: this.#clock.wall() });
		this.#ended.resolve({ verdict, stop: this.#stop });
	}

	#turnSoon(): void {
		this.#clock.after(this.#room.random.delay(durations.turn), () => this.#turn());
	}

	#turn(): void {
		if (!this.#alive) return;
		if (this.#turns === this.#fate.turns) {
			if (this.#fate.end !== 'falls-silent') return this.#conclude();
			const silentMs = durations.silence;
			this.#clock.after(silentMs, () => this.#end({ kind: 'silent', silentMs }));
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
		this.#onTurn();
		if (this.costUsd >= this.#spec.budgetUsd) this.#end({ kind: 'budget', spentUsd: this.costUsd });
		this.#turnSoon();
	}
}
