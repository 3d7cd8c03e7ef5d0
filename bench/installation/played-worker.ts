import { Peer } from '@aegis/shared/actor';
import type { Intent, RunKey, RunOutcome, RunResult } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { ClaimReply, ToWorker } from '@aegis/shared/messages';
import { consumeWork, type WorkConsumer } from '@aegis/shared/queue';
import { waitFor } from '../wait.ts';
import type { LoneMaster } from './lone-master.ts';

const heartbeatMs = 1_000;

/** Plays a worker, which does nothing of itself but live; with `busy` it claims and finishes whatever it is invited to. */
export class PlayedWorker {
	readonly #peer: Peer;
	readonly #consumer: WorkConsumer;
	readonly #heart: NodeJS.Timeout;
	readonly #by = { workerId: 'worker-1', incarnation: 'only' };
	readonly #invitations = new Map<string, RunKey>();
	readonly #cancelled = new Set<string>();
	readonly #slots: number;
	#running: readonly RunKey[] = [];

	constructor(
		{ redisUrl, keys }: LoneMaster,
		{ slots = 100, busy = false }: { slots?: number; busy?: boolean } = {},
	) {
		this.#slots = slots;
		this.#peer = new Peer({
			name: this.#by.workerId,
			redisUrl,
			keys,
			log: createLogger('bench', { level: 'silent' }),
			onMessage: ({ message }) => {
				const said = ToWorker.safeParse(message);
				if (said.data?.type === 'run.cancel') this.#cancelled.add(said.data.run.runId);
			},
		});
		this.#peer.start();
		this.#consumer = consumeWork({
			redisUrl,
			keys,
			slots,
			handle: async (run) => {
				if (busy) await this.#carry(run);
				else this.#invitations.set(run.cardGid, run);
			},
			onError: () => {},
		});
		this.#heart = setInterval(() => void this.beat().catch(() => {}), heartbeatMs);
	}

	async beat(): Promise<void> {
		const state = {
			slots: this.#slots,
			running: this.#running,
			stopping: false,
			host: 'here',
			pid: process.pid,
		};
		const message = { type: 'worker.heartbeat', ...this.#by, ...state };
		await this.#peer.tell('master', message);
	}

	invited(cardGid: string): Promise<RunKey> {
		const invitation = (): RunKey | null => this.#invitations.get(cardGid) ?? null;
		return waitFor(`an invitation to ${cardGid}`, invitation, { everyMs: 1 });
	}

	/** Asks for a run's lease. Throws where it is refused. */
	async claim(run: RunKey): Promise<void> {
		const question = { type: 'run.claim', run, ...this.#by };
		const reply = ClaimReply.parse((await this.#peer.ask('master', question, { timeoutMs: 60_000 })).message);
		if (!reply.granted) throw new Error(`a run was refused: ${reply.why}`);
		this.#running = [...this.#running, run];
	}

	/** A run without a worktree and without an agent: claimed, and at once finished with its card done. */
	async #carry(run: RunKey): Promise<void> {
		await this.claim(run);
		const intent: Intent = {
			kind: 'done',
			section: 'Done',
			agent: null,
			swarmStatus: 'Complete',
			completed: true,
			headline: 'Nothing was to be done.',
			facts: [],
		};
		await this.#finish(run, { kind: 'succeeded', intent });
	}

	/** Waits to be told to stop a run, and has it stopped. */
	async stop(run: RunKey): Promise<void> {
		await waitFor(`the end of ${run.runId}`, () => this.#cancelled.delete(run.runId), { everyMs: 1 });
		this.#invitations.delete(run.cardGid);
		await this.#finish(run, { kind: 'cancelled', why: 'the card is gone' });
	}

	async #finish(run: RunKey, outcome: RunOutcome): Promise<void> {
		this.#running = this.#running.filter(({ runId }) => runId !== run.runId);
		const result: RunResult = {
			outcome,
			costUsd: 0,
			sessionId: null,
			turns: null,
			durationMs: 0,
			worktreePath: null,
		};
		const { workerId } = this.#by;
		const message = { type: 'run.finished', run, workerId, result };
		await this.#peer.tell('master', message);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		clearInterval(this.#heart);
		await this.#consumer[Symbol.asyncDispose]();
		await this.#peer[Symbol.asyncDispose]();
	}
}
