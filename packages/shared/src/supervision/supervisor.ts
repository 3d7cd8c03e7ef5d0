import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../log.ts';
import { startOrAdopt, type Child, type ChildExit } from './child.ts';
import type { ChildSpec } from './child-spec.ts';
import { decideRestart, defaultRestartPolicy, type RestartPolicy } from './core/restart-policy.ts';
import { defaultPulsePolicy, watchPulse, type PulsePolicy } from './pulse.ts';
import { removeRecord } from './record.ts';

export interface SupervisorOptions {
	/** Where pid records are kept. */
	readonly folder: string;
	readonly log: Logger;
	readonly policy?: RestartPolicy;
	readonly pulse?: PulsePolicy;
	readonly onStart?: (name: string, pid: number, adopted: boolean) => void;
	/** A child ended without being told to; its restart follows. */
	readonly onExit?: (name: string, exit: ChildExit) => void | Promise<void>;
	/** A child is given up: it fails too often, or its configuration is wrong. */
	readonly onGiveUp: (name: string, why: 'configuration' | 'intensity', exit: ChildExit) => void;
}

/** A child and what is to be done about it for as long as it is supervised. */
interface Charge {
	readonly spec: ChildSpec;
	/** Aborted when the child is to stop for good. */
	readonly leaving: AbortController;
	readonly seeToGiveUp: () => boolean;
}

interface Entry {
	readonly child: Child;
	readonly watched: Promise<void>;
	readonly leaving: AbortController;
}

/** One-for-one supervision: each child is restarted alone; children are stopped in the reverse order of their start. */
export class Supervisor {
	readonly #options: SupervisorOptions;
	readonly #children = new Map<string, Entry>();
	readonly #stopping = new AbortController();

	constructor(options: SupervisorOptions) {
		this.#options = options;
	}

	/**
	 * Starts a child, or adopts it where it is already running, and keeps it running from then on. `seeToGiveUp` is asked
	 * first when the child is given up: where it answers true, `onGiveUp` is not called.
	 */
	supervise(spec: ChildSpec, seeToGiveUp: () => boolean = () => false): void {
		this.#launch({ spec, leaving: new AbortController(), seeToGiveUp }, []);
	}

	isSupervised(name: string): boolean {
		return this.#children.has(name);
	}

	pidOf(name: string): number | null {
		return this.#children.get(name)?.child.record.pid ?? null;
	}

	/** Stops one child for good. */
	async dismiss(name: string): Promise<void> {
		const entry = this.#children.get(name);
		if (entry === undefined) return;
		entry.leaving.abort();
		await entry.child.stop();
		await entry.watched;
		// It may have been taken up again meanwhile.
		if (this.#children.get(name) !== entry) return;
		this.#children.delete(name);
		removeRecord(this.#options.folder, name);
	}

	#launch(charge: Charge, restarts: readonly number[]): void {
		const { spec, leaving } = charge;
		const child = startOrAdopt(this.#options.folder, spec);
		const watched = this.#watch(charge, child, restarts);
		this.#children.set(spec.name, { child, watched, leaving });
		this.#options.log.info(
			{ child: spec.name, childPid: child.record.pid, adopted: child.adopted },
			'child started',
		);
		this.#options.onStart?.(spec.name, child.record.pid, child.adopted);
	}

	async #watch(charge: Charge, child: Child, restarts: readonly number[]): Promise<void> {
		const { spec, leaving } = charge;
		const left = AbortSignal.any([this.#stopping.signal, leaving.signal]);
		const since = performance.now();
		const pulse = watchPulse(
			this.#options.folder,
			spec,
			this.#options.pulse ?? defaultPulsePolicy,
			(silentMs) => {
				this.#options.log.error(
					{ child: spec.name, childPid: child.record.pid, silentMs },
					'child is stuck, killed',
				);
				child.kill();
			},
		);
		left.addEventListener('abort', () => pulse[Symbol.dispose](), { once: true });
		const exit = await child.exited;
		pulse[Symbol.dispose]();
		if (left.aborted) return;
		this.#options.log.warn({ child: spec.name, childPid: child.record.pid, ...exit }, 'child ended');
		await this.#options.onExit?.(spec.name, exit);
		const decision = decideRestart(this.#options.policy ?? defaultRestartPolicy, restarts, {
			code: exit.code,
			now: performance.now(),
			livedMs: performance.now() - since,
			jitter: Math.random(),
		});
		if (decision.kind === 'give-up') {
			this.#options.log.error({ child: spec.name, why: decision.why, ...exit }, 'child given up');
			this.#children.delete(spec.name);
			removeRecord(this.#options.folder, spec.name);
			if (!charge.seeToGiveUp()) this.#options.onGiveUp(spec.name, decision.why, exit);
			return;
		}
		// Rejected only because the child is to leave.
		await setTimeout(decision.delayMs, undefined, { signal: left }).catch(() => {});
		if (!left.aborted) this.#launch(charge, decision.restarts);
	}

	/** Leaves the children running: a successor will adopt them. */
	abandon(): void {
		this.#stopping.abort();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#stopping.abort();
		for (const name of [...this.#children.keys()].toReversed()) await this.dismiss(name);
	}
}
