import type { RunKey, RunResult } from '@aegis/shared/domain';
import type { WorkerRenewed } from '@aegis/shared/messages';
import { judgeRenewal } from '@aegis/worker/core/lease';
import { isResultHeard } from '@aegis/worker/core/result-heard';
import { durations } from '../durations.ts';
import { Process } from '../process.ts';
import type { Room } from '../room.ts';
import type { Job, Letter } from '../transport/redis.ts';
import { HeldRun, type Spec } from './held-run.ts';
import { Run } from './run.ts';

interface ClaimAnswer {
	readonly granted: boolean;
	readonly leaseMs?: number;
	readonly spec?: Spec;
}

interface Result {
	readonly message: { readonly type: 'run.finished'; readonly run: RunKey; readonly result: RunResult };
	toldAt: number;
	sent: boolean;
}

/** One worker of the pool around the real lease arithmetic: takes runs, holds their leases, reports how they ended. */
export class Worker extends Process {
	readonly slots: number;
	/** Durable: results on disk until the master has them. */
	readonly #spool = new Map<string, Result>();
	/** Volatile. */
	#incarnation = '';
	#runs = new Map<string, Run>();
	#jobs = new Set<Job>();
	#cancelled = new Map<string, number>();
	#waiting = new Map<string, (message: unknown) => void>();
	#letters = 0;
	readonly #loseWorker: (workerId: string) => void;

	constructor(name: string, room: Room, slots: number, loseWorker: (workerId: string) => void) {
		super(name, room);
		this.slots = slots;
		this.#loseWorker = loseWorker;
	}

	protected override boot(): void {
		this.#incarnation = `${this.name}-${this.life}`;
		this.#runs = new Map();
		this.#jobs = new Set();
		this.#cancelled = new Map();
		this.#waiting = new Map();
		for (const result of this.#spool.values()) this.#tellResult(result);
		this.#beat();
		this.takeJobs();
	}

	/** Its agents die with it; the queue finds out later, the supervisor perhaps at once. */
	protected override onCrash(): void {
		for (const run of this.#runs.values()) run.die();
		const { loop, random } = this.room;
		for (const job of this.#jobs) loop.after(random.between(1_000, 35_000), () => this.room.redis.stall(job));
		// A supervisor says so before it starts another process under the name.
		const say = (): void => void (this.up || this.#loseWorker(this.name));
		if (random.chance(0.5)) loop.after(random.between(5, 500), say);
	}

	/** A queue that hears nothing of a worker gives its jobs away. */
	stallJobs(): void {
		const { loop, random } = this.room;
		for (const job of this.#jobs) loop.after(random.between(5_000, 35_000), () => this.room.redis.stall(job));
	}

	get isQuiet(): boolean {
		return this.#spool.size === 0 && this.#jobs.size === 0;
	}

	takeJobs(): void {
		this.later(this.room.random.delay(20), () => {
			if (!this.reachesRedis) {
				this.later(1_000, () => this.takeJobs());
				return;
			}
			if (this.#jobs.size >= this.slots) return;
			const job = this.room.redis.takeJob();
			if (job === null) return;
			const { runId } = job.run;
			if (this.#spool.has(runId) || [...this.#jobs].some(({ run }) => run.runId === runId)) {
				this.room.redis.finishJob(job);
				this.takeJobs();
				return;
			}
			this.#jobs.add(job);
			this.#claim(job);
			this.takeJobs();
		});
	}

	protected override read(): void {
		const { redis } = this.room;
		const letters = redis.peek(this.name, 100);
		redis.acknowledge(this.name, letters);
		for (const letter of letters) this.#hear(letter);
	}

	#hear({ correlationId, message }: Letter): void {
		const waiting = correlationId === undefined ? undefined : this.#waiting.get(correlationId);
		if (waiting !== undefined) {
			this.#waiting.delete(correlationId ?? '');
			waiting(message);
			return;
		}
		if (message.type !== 'run.cancel') return;
		const { run } = message as unknown as { run: RunKey };
		const held = this.#runs.get(run.runId)?.held;
		if (held === undefined) this.#cancelled.set(run.runId, run.epoch);
		else if (run.epoch >= held.spec.epoch) held.stop({ kind: 'cancelled', why: 'told to' });
	}

	/** Tells the master; lost where Redis cannot be reached. */
	tell(message: { readonly type: string }, id?: string): void {
		if (!this.reachesRedis) return;
		const letter: Letter = { id: id ?? this.#newId(), from: this.name, at: this.wallNow, message };
		this.room.redis.post('master', letter);
	}

	#ask(message: { readonly type: string }, timeoutMs: number, hear: (answer: unknown) => void): string {
		const id = this.#newId();
		this.#waiting.set(id, hear);
		if (this.reachesRedis)
			this.room.redis.post('master', {
				id,
				from: this.name,
				at: this.wallNow,
				replyTo: this.name,
				correlationId: id,
				message,
			});
		this.later(timeoutMs, () => this.#waiting.delete(id));
		return id;
	}

	#newId(): string {
		return `${this.#incarnation}-${++this.#letters}`;
	}

	/** Asks until it is answered: the invitation is ours as long as we have not answered it. */
	#claim(job: Job): void {
		const askedAt = this.room.loop.now;
		const { name: workerId } = this;
		let answered = false;
		const question = { type: 'run.claim', run: job.run, workerId, incarnation: this.#incarnation };
		this.#ask(question, durations.answer, (message) => {
			answered = true;
			const { granted, leaseMs, spec } = message as ClaimAnswer;
			if (!granted || leaseMs === undefined || spec === undefined) return this.#drop(job);
			const enforced = this.room.guards['lease-deadline'];
			this.#begin(job, new HeldRun(spec, askedAt, { leaseMs, enforced, heldAt: this.room.loop.now }));
		});
		this.later(durations.answer, () => {
			if (!answered) this.#claim(job);
		});
	}

	#drop(job: Job): void {
		this.#jobs.delete(job);
		this.room.redis.finishJob(job);
		this.takeJobs();
	}

	#begin(job: Job, held: HeldRun): void {
		const { runId, epoch } = held.spec;
		const run = new Run(this.room, this, held, (result) => {
			this.#runs.delete(runId);
			this.#deliver(held.spec, result);
			this.#drop(job);
		});
		this.#runs.set(runId, run);
		this.#fence(held);
		run.start();
		const early = this.#cancelled.get(runId);
		if (early !== undefined && early >= epoch) held.stop({ kind: 'cancelled', why: 'told to' });
	}

	/** The timer that stops a run whose lease can no longer be proven. */
	#fence(held: HeldRun): void {
		const { loop, guards } = this.room;
		if (!guards['lease-deadline']) return;
		const left = Math.max(held.provenUntil - loop.now, 0);
		const look = (): void => {
			const run = this.#runs.get(held.spec.runId);
			if (run?.held !== held || held.stopReason(loop.now) !== null) return;
			this.#fence(held);
		};
		this.later(left, look, true);
	}

	#deliver({ runId, cardGid, projectGid, epoch }: Spec, result: RunResult): void {
		const run = { runId, cardGid, projectGid, epoch };
		const entry: Result = { message: { type: 'run.finished', run, result }, toldAt: 0, sent: false };
		this.#spool.set(runId, entry);
		if (result.costUsd !== null)
			this.room.log({ kind: 'reported', card: cardGid, run: runId, usd: result.costUsd });
		this.#tellResult(entry);
	}

	#tellResult(entry: Result): void {
		entry.toldAt = this.room.loop.now;
		const { runId, epoch } = entry.message.run;
		entry.sent = this.reachesRedis;
		this.tell(entry.message, `finished-${runId}-${epoch}`);
	}

	/** Asks once for the renewal of everything held; an answer that does not come renews nothing. */
	#beat(): void {
		const askedAt = this.room.loop.now;
		const unconfirmed = [...this.#spool.values()].map(({ message }) => message.run);
		const taken = [...this.#jobs].map(({ run }) => run);
		const asked = [...new Map([...unconfirmed, ...taken].map((key) => [key.runId, key])).values()];
		const question = {
			type: 'worker.heartbeat',
			workerId: this.name,
			incarnation: this.#incarnation,
			host: this.name,
			pid: 1,
			slots: this.slots,
			running: asked,
			stopping: false,
		};
		this.#ask(question, durations.heartbeat * 3, (answer) => {
			const renewed = answer as WorkerRenewed;
			for (const { runId } of asked) {
				const run = this.#runs.get(runId);
				const verdict = judgeRenewal(runId, renewed);
				if (verdict === 'held') run?.held.renew(askedAt, renewed.leaseMs);
				// Asked while the claim was still under way: the master may not have granted it yet.
				if (verdict === 'stop') run?.held.stop({ kind: 'cancelled', why: 'told to' });
				const early = run !== undefined && askedAt < run.held.heldAt;
				if (verdict === 'lost' && !early) run?.held.stop({ kind: 'lost', why: 'the master gave the run up' });
				this.#settle(runId, renewed, askedAt);
			}
		});
		this.later(durations.heartbeat, () => this.#beat());
	}

	/** Answers to questions older than the telling say nothing. */
	#settle(runId: string, renewed: WorkerRenewed, askedAt: number): void {
		const entry = this.#spool.get(runId);
		if (entry === undefined || entry.toldAt > askedAt) return;
		const { costUsd } = entry.message.result;
		if (!entry.sent || !isResultHeard({ runId, costUsd }, renewed)) this.#tellResult(entry);
		else this.#spool.delete(runId);
	}
}
