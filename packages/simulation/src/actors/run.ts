import type { BranchEvidence, RunOutcome, RunResult } from '@aegis/shared/domain';
import { findUnapproved } from '@aegis/worker/core/approved-head';
import { reviewAgainIntent } from '@aegis/worker/core/intents';
import { outcomeOfStop } from '@aegis/worker/core/stop-reason';
import { durations } from '../durations.ts';
import { drawFate, intentOf, outcomeOfFate, type Fate } from '../outside/provider.ts';
import type { Room } from '../room.ts';
import { Agent } from './agent.ts';
import type { HeldRun } from './held-run.ts';
import { mergeCard, merged } from './merge.ts';
import type { Process } from '../process.ts';

/** The worker a run is carried out by. */
export interface RunHost extends Process {
	tell(message: { readonly type: string }): void;
}

/** One run from its lease to its result. Every effect is preceded by the proof that the lease is still held. */
export class Run {
	readonly held: HeldRun;
	readonly #room: Room;
	readonly #worker: RunHost;
	readonly #onEnd: (result: RunResult) => void;
	readonly #fate: Fate;
	#agent: Agent | null = null;
	#over = false;
	#costBefore = 0;
	/** The branch as it was when the run looked at it. */
	#head: string | null = null;

	constructor(room: Room, worker: RunHost, held: HeldRun, onEnd: (result: RunResult) => void) {
		this.#room = room;
		this.#worker = worker;
		this.held = held;
		this.#onEnd = onEnd;
		this.#fate = drawFate(room.random, room.faulty);
		held.onStop = () => this.#stop();
	}

	start(): void {
		this.next(100, () => this.#prepare());
	}

	/** The worker's process is gone. */
	die(): void {
		this.#over = true;
		this.#agent?.die();
	}

	/** The next step, unless the run is to stop by then. */
	next(ms: number, step: () => void): void {
		this.#worker.later(this.#room.random.delay(ms), () => {
			if (this.#over) return;
			const reason = this.held.stopReason(this.#room.loop.now);
			if (reason === null) step();
			else if (this.#agent === null) this.end(outcomeOfStop(reason));
		});
	}

	end(outcome: RunOutcome): void {
		if (this.#over) return;
		this.#over = true;
		this.#agent?.die();
		this.#onEnd({
			outcome,
			costUsd: this.#cost,
			sessionId: `session-${this.held.spec.runId}`,
			turns: null,
			durationMs: 0,
			worktreePath: '/worktree',
		});
	}

	get #cost(): number {
		return this.#agent?.costUsd ?? this.#costBefore;
	}

	#prepare(): void {
		const { spec } = this.held;
		const { git } = this.#room;
		this.#head = git.head(spec.cardGid);
		if (spec.agent === 'Merger') {
			if (this.#head === null)
				return this.end({ kind: 'failed', code: 'BRANCH_MISSING', message: 'the branch does not exist' });
			// A run before was cut off between landing and reporting.
			if (git.hasLanded(this.#head)) return this.end(merged(git.main));
			const why = this.#room.guards['approved-head'] ? findUnapproved(spec, this.#head) : null;
			if (why !== null)
				return this.end({
					kind: 'succeeded',
					intent: reviewAgainIntent(why, null, ''),
					branch: this.#evidence(this.#head),
				});
		}
		this.#agent = new Agent(this.#room, this.#worker, {
			spec,
			fate: this.#fate,
			on: { turn: () => this.#onTurn(), end: () => this.#onAnswer() },
		});
		if (this.#fate.end === 'falls-silent')
			this.#worker.later(durations.silence, () =>
				this.held.stop({ kind: 'silent', silentMs: durations.silence }),
			);
	}

	#onTurn(): void {
		const { spec } = this.held;
		const { runId, cardGid, projectGid, epoch } = spec;
		const costUsd = this.#cost;
		const run = { runId, cardGid, projectGid, epoch };
		this.#worker.tell({
			type: 'run.progress',
			run,
			workerId: this.#worker.name,
			costUsd,
			activity: '',
			sessionId: null,
		} as { type: string });
		if (costUsd > spec.budgetUsd) this.held.stop({ kind: 'budget', spentUsd: costUsd });
	}

	/** Told to stop: the agent may take a while, and a turn, to be gone. */
	#stop(): void {
		if (this.#agent === null) return;
		// A lost lease leaves no time for manners.
		if (this.held.stopReason(this.#room.loop.now)?.kind === 'lost') return this.#kill();
		const killMs = this.#room.random.between(20, durations.kill);
		this.#worker.later(killMs, () => this.#kill(), true);
	}

	#kill(): void {
		const reason = this.held.stopReason(this.#room.loop.now);
		if (reason !== null) this.end(outcomeOfStop(reason));
	}

	#onAnswer(): void {
		this.#costBefore = this.#cost;
		this.#agent = null;
		const failed = outcomeOfFate(this.#fate, this.#worker.wallNow, this.#room.random);
		this.next(150, () => (failed === null ? this.#conclude() : this.end(failed)));
	}

	#conclude(): void {
		const { spec } = this.held;
		const intent = intentOf(spec.agent, this.#fate.answer);
		switch (spec.agent) {
			case 'Worker':
				return this.#commit();
			case 'Merger':
				return mergeCard(this.#room, this, this.#head ?? '');
			default:
				return this.end({ kind: 'succeeded', intent });
		}
	}

	#evidence(headSha: string): BranchEvidence {
		return { branch: `feat/${this.held.spec.cardGid}`, headSha, commits: 1, pushed: true };
	}

	/** Commits, checks, pushes; a stop in between leaves the commit without word of it. */
	#commit(): void {
		const { random, git } = this.#room;
		const { cardGid: card, runId: run, epoch } = this.held.spec;
		if (this.#fate.answer === 'done' && random.chance(0.5))
			return this.end({ kind: 'failed', code: 'NO_CHANGE', message: 'nothing was changed' });
		const head = git.commit(card);
		this.#room.log({ kind: 'commit', card, run, epoch, head });
		this.next(800, () => {
			if (random.chance(0.1))
				return this.end({ kind: 'failed', code: 'CHECKS_RED', message: 'the checks are red' });
			this.next(150, () =>
				this.end({
					kind: 'succeeded',
					intent: intentOf('Worker', this.#fate.answer === 'beyond-its-rights' ? 'done' : 'good'),
					branch: this.#evidence(head),
				}),
			);
		});
	}
}
