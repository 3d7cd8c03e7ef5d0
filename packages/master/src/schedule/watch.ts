import type { Actor } from '@aegis/shared/actor';
import { every, type Clock, type Timer } from '@aegis/shared/clock';
import type { Logger } from '@aegis/shared/log';
import type { ToMaster } from '@aegis/shared/messages';
import { invitation, type CardDesk } from '../desk/card-desk.ts';
import { keyOf } from '../desk/run-book.ts';
import { loseRun } from '../messages/lose-run.ts';
import type { MasterTx } from '../store/master-store.ts';
import { showLastingReasons } from './lasting-reasons.ts';
import { wakeDue } from './wake-due.ts';
import type { RunRow } from '../store/tables.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

const lookMs = 500;
/** How long a queued run may stay unclaimed while workers have room before it is invited again: its job may be lost. */
const inviteAgainMs = 15_000;

/** Looks at what time alone changes: leases that run out, waits that end, invitations that got lost. */
export class Watch {
	readonly #actor: Actor<MasterTx, ToMaster>;
	readonly #desk: CardDesk;
	readonly #pool: WorkerPool;
	readonly #log: Logger;
	readonly #clock: Clock;
	readonly #timer: Timer;
	readonly #invitedAt = new Map<string, number>();
	readonly #losing = new Set<string>();
	#inviteAnew = false;
	#looking = false;

	constructor(options: {
		actor: Actor<MasterTx, ToMaster>;
		desk: CardDesk;
		pool: WorkerPool;
		clock: Clock;
		log: Logger;
	}) {
		this.#actor = options.actor;
		this.#desk = options.desk;
		this.#pool = options.pool;
		this.#log = options.log;
		this.#clock = options.clock;
		this.#timer = every(options.clock, lookMs, () => this.look());
	}

	/** A worker is gone, and with it perhaps an invitation it had taken: whoever waits for a worker is invited again. */
	inviteAnew(): void {
		this.#inviteAnew = true;
		this.look();
	}

	/** Looks once, soon. Looks do not overlap. */
	look(): void {
		if (this.#looking) return;
		this.#looking = true;
		void this.#lookOnce()
			.catch((error: unknown) => this.#log.warn({ err: error }, 'watch failed, will look again'))
			.finally(() => (this.#looking = false));
	}

	/** Ends runs whose worker cannot be running them any more. */
	lose(rows: readonly RunRow[], why: string): void {
		const fresh = rows.filter((row) => !this.#losing.has(row.run_id));
		if (fresh.length === 0) return;
		for (const row of fresh) this.#losing.add(row.run_id);
		void this.#actor
			.act(async (tx) => {
				const sent = [];
				for (const row of fresh) {
					this.#log.warn(
						{ runId: row.run_id, cardGid: row.card_gid, workerId: row.worker_id, why },
						'run lost',
					);
					const lose = () =>
						loseRun(tx, row, why, {
							desk: this.#desk,
							pool: this.#pool,
							clock: this.#clock,
						});
					sent.push(...(await this.#desk.attempt(tx, row.card_gid, lose)));
				}
				return sent;
			})
			.catch((error: unknown) =>
				this.#log.warn({ err: error }, 'a lost run could not be ended, will try again'),
			)
			.finally(() => {
				for (const row of fresh) this.#losing.delete(row.run_id);
			});
	}

	async #lookOnce(): Promise<void> {
		await this.#actor.act(async (tx) => {
			const now = this.#clock.wall();
			const open = await tx.runs.open();
			this.#loseExpired(open.filter((row) => row.state === 'running'));
			return [
				...(await wakeDue(tx, this.#desk, now)),
				...(await showLastingReasons(tx, this.#desk, now)),
				...this.#inviteAgain(open.filter((row) => row.state === 'queued')),
			];
		});
	}

	#loseExpired(running: readonly RunRow[]): void {
		this.lose(
			running.filter((row) => this.#pool.isExpired(row.run_id)),
			'its lease ran out',
		);
	}

	#inviteAgain(queued: readonly RunRow[]) {
		const now = this.#clock.monotonic();
		const known = new Set(queued.map((row) => row.run_id));
		for (const runId of this.#invitedAt.keys()) if (!known.has(runId)) this.#invitedAt.delete(runId);
		const anew = this.#inviteAnew;
		this.#inviteAnew = false;
		const busy = this.#pool.all().every((worker) => worker.running.length >= worker.slots);
		return queued.flatMap((row) => {
			const at = this.#invitedAt.get(row.run_id) ?? now;
			const again = anew || (!busy && now - at > inviteAgainMs);
			this.#invitedAt.set(row.run_id, again ? now : at);
			return again ? [invitation(keyOf(row), row.agent)] : [];
		});
	}

	[Symbol.dispose](): void {
		this.#timer.cancel();
	}
}
