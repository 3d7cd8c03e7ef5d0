import type { Clock } from '@aegis/shared/clock';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { BoardFailure } from '../asana/failure.ts';
import { BoardTrouble } from '../asana/trouble.ts';
import type { SyncerActor } from '../reading/recorder.ts';
import { tellMaster } from '../store/mirror.ts';

/** Milliseconds of a pause that the board asked for which people should know of. */
const longPauseMs = 10_000;
/** Milliseconds between two reports that say the same. */
const repeatMs = 15_000;

/** Tells the master how the syncer fares: at once when that changes, else now and then. */
export class Health {
	readonly #actor: SyncerActor;
	readonly #projectGid: string;
	readonly #clock: Clock;
	readonly #log: Logger;
	readonly #settledToken: () => string | null;
	readonly #findings: () => readonly string[];
	readonly #remarks: () => readonly string[];
	#told: { readonly wrong: string; readonly detail: string } | null = null;
	#toldAt = 0;
	#lastPollAt = 0;

	constructor(options: {
		actor: SyncerActor;
		projectGid: string;
		clock: Clock;
		log: Logger;
		/** Saved along: an idle poll is no reason for a transaction of its own. */
		settledToken: () => string | null;
		/** What is wrong though the board can be read, one sentence each. */
		findings: () => readonly string[];
		/** What a person should know of how it works, though nothing is wrong. */
		remarks: () => readonly string[];
	}) {
		this.#actor = options.actor;
		this.#projectGid = options.projectGid;
		this.#clock = options.clock;
		this.#log = options.log;
		this.#settledToken = options.settledToken;
		this.#findings = options.findings;
		this.#remarks = options.remarks;
	}

	/** To be called after every poll with the error it ended with, or null. */
	async report(error: unknown, failures: number): Promise<void> {
		if (error === null) this.#lastPollAt = this.#clock.wall();
		const wrong = this.#describe(error, failures);
		const detail = [wrong, ...this.#remarks()].filter((text) => text !== '').join('; ');
		const state = wrong === '' ? ('ok' as const) : ('degraded' as const);
		const due = this.#clock.monotonic() - this.#toldAt > repeatMs;
		if (this.#told?.detail === detail && !due) return;
		if (this.#told?.detail !== detail) this.#log.info({ state, detail }, 'state changed');
		const sync = this.#settledToken();
		await this.#actor.act(async (tx) => {
			if (sync !== null) await tx.saveCursor({ sync });
			return [
				tellMaster({
					type: 'project.status',
					projectGid: this.#projectGid,
					state,
					...(detail === '' ? {} : { detail }),
					lastPollAt: this.#lastPollAt,
				}),
			];
		});
		this.#told = { wrong, detail };
		this.#toldAt = this.#clock.monotonic();
	}

	/** What is wrong, or an empty text. One failure that the next try mends is no news. */
	#describe(error: unknown, failures: number): string {
		const problems = [...this.#findings()];
		const lasting = error instanceof BoardTrouble && isLasting(error.failure);
		if (error !== null && (lasting || failures > 1)) problems.unshift(describeError(error));
		else if (error !== null) return this.#told?.wrong ?? '';
		return problems.join('; ').slice(0, 1_000);
	}
}

/** Known to be more than a hiccup at its first sight. */
function isLasting(failure: BoardFailure): boolean {
	if (failure.kind === 'rate-limited') return (failure.retryAfterMs ?? 0) > longPauseMs;
	return failure.kind === 'unauthorized';
}
