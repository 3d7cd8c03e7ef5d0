import { setTimeout as sleep } from 'node:timers/promises';
import { nanoid } from 'nanoid';
import { Peer } from '@aegis/shared/actor';
import type { RunKey, RunOutcome, RunSpec } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { ClaimReply, RunCancel, WorkerRenewed, type RunStart } from '@aegis/shared/messages';
import { consumeWork, type WorkConsumer } from '@aegis/shared/queue';
import { until } from '@aegis/shared/testing';
import { goodOutcome, result } from './cards.ts';
import type { Site } from './site.ts';

/** A worker whose every word the test chooses; with `obliging` it does all it is invited to. */
export class ScriptedWorker {
	readonly peer: Peer;
	readonly invitations: RunStart[] = [];
	readonly specs: RunSpec[] = [];
	readonly cancels: ReturnType<typeof RunCancel.parse>[] = [];
	incarnation = nanoid();
	running: RunKey[] = [];
	readonly #consumer: WorkConsumer;
	readonly #heart: NodeJS.Timeout;
	readonly #host: string;
	#beats = true;

	constructor(
		site: Site,
		options: { workerId?: string; slots?: number; obliging?: boolean; host?: string } = {},
	) {
		const { workerId = 'worker-1', slots = 1, obliging = false, host = 'here' } = options;
		this.#host = host;
		this.peer = new Peer({
			name: workerId,
			redisUrl: site.redisUrl,
			keys: site.keys,
			log: createLogger('worker', { level: 'silent' }),
			onMessage: ({ message }) => {
				const cancel = RunCancel.safeParse(message);
				if (cancel.success) this.cancels.push(cancel.data);
			},
		});
		this.peer.start();
		this.#consumer = consumeWork({
			redisUrl: site.redisUrl,
			keys: site.keys,
			slots,
			handle: async (start) => {
				this.invitations.push(start);
				if (obliging) await this.#oblige(start);
			},
			onError: () => {},
		});
		this.#heart = setInterval(() => void (this.#beats ? this.beat(slots) : null)?.catch(() => {}), 100);
	}

	async #oblige({ agent, ...run }: RunStart): Promise<void> {
		const reply = await this.claim(run).catch(() => null);
		if (reply?.granted !== true) return sleep(reply?.restMs ?? 0);
		await this.finish(run, goodOutcome(agent));
	}

	async beat(slots = 1): Promise<WorkerRenewed> {
		const heartbeat = {
			type: 'worker.heartbeat',
			workerId: this.peer.name,
			incarnation: this.incarnation,
			host: this.#host,
			pid: process.pid,
			slots,
			running: this.running,
			stopping: false,
		};
		const reply = await this.peer.ask('master', heartbeat, { timeoutMs: 60_000 });
		return WorkerRenewed.parse(reply.message);
	}

	/** No further sign of life. */
	fallSilent(): void {
		this.#beats = false;
	}

	invited(cardGid: string, epoch: number): Promise<RunStart> {
		return until(`an invitation to ${cardGid} with epoch ${epoch}`, () =>
			this.invitations.find((start) => start.cardGid === cardGid && start.epoch === epoch),
		);
	}

	async claim(run: RunKey): Promise<ClaimReply> {
		const { runId, cardGid, projectGid, epoch } = run;
		const key: RunKey = { runId, cardGid, projectGid, epoch };
		const claim = { type: 'run.claim', run: key, workerId: this.peer.name, incarnation: this.incarnation };
		const reply = ClaimReply.parse((await this.peer.ask('master', claim, { timeoutMs: 60_000 })).message);
		if (reply.granted) this.running = [...this.running.filter((held) => held.runId !== runId), key];
		if (reply.spec !== undefined) this.specs.push(reply.spec);
		return reply;
	}

	async finish(run: RunKey, outcome: RunOutcome, costUsd = 0.1, id?: string): Promise<void> {
		this.running = this.running.filter((held) => held.runId !== run.runId);
		const { runId, cardGid, projectGid, epoch } = run;
		const finished = {
			type: 'run.finished',
			run: { runId, cardGid, projectGid, epoch },
			workerId: this.peer.name,
			result: result(outcome, { costUsd }),
		};
		await this.peer.tell('master', finished, id);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		clearInterval(this.#heart);
		await this.#consumer[Symbol.asyncDispose]();
		await this.peer[Symbol.asyncDispose]();
	}
}
