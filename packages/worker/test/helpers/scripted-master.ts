import { Peer, post, toEnvelope } from '@aegis/shared/actor';
import type { RunKey, RunResult, RunSpec } from '@aegis/shared/domain';
import { createLogger } from '@aegis/shared/log';
import { ToMaster, type ClaimReply, type Envelope, type WorkerRenewed } from '@aegis/shared/messages';
import { WorkQueue } from '@aegis/shared/queue';
import { keysFor } from '@aegis/shared/redis';
import type { ExecutionContext } from 'ava';
import { until } from '@aegis/shared/testing';

export const keys = keysFor('test');

type Finished = Extract<ToMaster, { type: 'run.finished' }>;

/** Stands in for the master: grants what it was given specs for, renews what it was not told to give up. */
export class ScriptedMaster {
	readonly finished: Finished[] = [];
	readonly messageIds: string[] = [];
	readonly progress: Extract<ToMaster, { type: 'run.progress' }>[] = [];
	readonly heartbeats: Extract<ToMaster, { type: 'worker.heartbeat' }>[] = [];
	readonly lost = new Set<string>();
	readonly claims: RunKey[] = [];
	leaseMs = 60_000;
	/** Silent: hears everything, answers nothing. */
	silent = false;
	/** Forgets the first results it is told of, as if they never arrived. */
	deafTo = 0;
	readonly #specs = new Map<string, RunSpec>();
	readonly #peer: Peer;
	readonly #queue: WorkQueue;

	constructor(t: ExecutionContext, redisUrl: string) {
		const log = createLogger('master', { level: 'silent' });
		this.#peer = new Peer({
			name: 'master',
			redisUrl,
			keys,
			log,
			onMessage: (envelope) => this.#hear(envelope),
		});
		this.#queue = new WorkQueue(redisUrl, keys);
		this.#peer.start();
		t.teardown(async () => {
			await this.#queue[Symbol.asyncDispose]();
			await this.#peer[Symbol.asyncDispose]();
		});
	}

	async start(spec: RunSpec): Promise<void> {
		this.#specs.set(spec.runId, spec);
		await this.invite(spec);
	}

	/** Puts a run on the queue without being ready to grant it. */
	async invite({ runId, cardGid, projectGid, epoch, agent }: RunSpec): Promise<void> {
		const message = { type: 'run.start', run: { runId, cardGid, projectGid, epoch, agent } };
		await this.#queue.add(
			JSON.stringify(toEnvelope('master', { to: { queue: 'work' }, message }, Date.now())),
		);
	}

	async cancel(workerId: string, { runId, cardGid, projectGid, epoch }: RunKey, why: string): Promise<void> {
		const run = { runId, cardGid, projectGid, epoch };
		await this.#peer.tell(workerId, { type: 'run.cancel', run, why } as { type: string });
	}

	resultOf(runId: string, timeoutMs?: number): Promise<RunResult> {
		return until(
			`the result of ${runId}`,
			() => this.finished.find(({ run }) => run.runId === runId)?.result,
			timeoutMs,
		);
	}

	#hear(envelope: Envelope): void {
		const message = ToMaster.parse(envelope.message);
		switch (message.type) {
			case 'run.claim': {
				this.claims.push(message.run);
				const spec = this.#specs.get(message.run.runId);
				const grant =
					spec === undefined || spec.epoch !== message.run.epoch
						? { granted: false, why: 'unknown' }
						: { granted: true, leaseMs: this.leaseMs, spec };
				return this.#answer(envelope, { type: 'claim.reply', ...grant });
			}
			case 'worker.heartbeat': {
				this.heartbeats.push(message);
				const over = new Set(this.finished.map(({ run }) => run.runId));
				const ids = message.running.map(({ runId }) => runId);
				const held = ids.filter((runId) => !this.lost.has(runId) && !over.has(runId));
				const lost = ids.filter((runId) => !held.includes(runId));
				const settled = lost.filter((runId) => over.has(runId));
				return this.#answer(envelope, {
					type: 'worker.renewed',
					leaseMs: this.leaseMs,
					held,
					lost,
					settled,
				});
			}
			case 'run.finished':
				this.messageIds.push(envelope.id);
				if (this.deafTo-- > 0) return;
				this.finished.push(message);
				return;
			case 'run.progress':
				this.progress.push(message);
				return;
			default:
				return;
		}
	}

	#answer(envelope: Envelope, message: ClaimReply | WorkerRenewed): void {
		if (this.silent || envelope.replyTo === undefined) return;
		const { correlationId } = envelope;
		const outgoing = {
			to: { actor: envelope.replyTo },
			message,
			...(correlationId === undefined ? {} : { correlationId }),
		};
		const text = JSON.stringify(toEnvelope('master', outgoing, Date.now()));
		post(this.#peer.redis, keys, { actor: envelope.replyTo, from: 'master' }, text).catch(() => {});
	}
}
