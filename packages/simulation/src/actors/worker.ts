import type { Clock } from '@aegis/shared/clock';
import type { RunKey, RunResult, RunSpec } from '@aegis/shared/domain';
import { executeRun, Worker as Shell, type FinishedRun, type HeldRun } from '@aegis/worker/shell';
import { durations } from '../durations.ts';
import { processClock } from '../machine/process-clock.ts';
import type { AgentProcess } from '../outside/agent-process.ts';
import { GuardDog } from '../outside/guard-dog.ts';
import { doneIntent, drawFate, type Fate } from '../outside/provider.ts';
import { simulatedWorkplace } from '../outside/workplace.ts';
import { Process } from '../process.ts';
import type { Room } from '../room.ts';
import { silentLog } from '../silent-log.ts';
import { Line } from '../transport/line.ts';
import type { Job } from '../transport/redis.ts';

type Effect = Parameters<Room['log']>[0];
type Invite = (start: RunKey & { agent: RunSpec['agent'] }) => Promise<void>;

/** The worker's own shell in a simulated process: its disk, its queue, its line and where its runs work are of this world. */
export class Worker extends Process {
	readonly slots: number;
	/** Durable: results on disk until the master has them. */
	readonly #disk = new Map<string, FinishedRun>();
	/** Volatile. */
	#line: Line | null = null;
	#jobs = new Set<Job>();
	#invite: Invite | null = null;
	#agents = new Set<AgentProcess>();
	#ids = 0;
	readonly #loseWorker: (workerId: string) => void;

	constructor(name: string, room: Room, slots: number, loseWorker: (workerId: string) => void) {
		super(name, room);
		this.slots = slots;
		this.#loseWorker = loseWorker;
	}

	protected override boot(): void {
		this.#jobs = new Set();
		this.#agents = new Set();
		this.#ids = 0;
		this.#invite = null;
		const clock = processClock(this);
		const id = (): string => `${this.name}-${this.life}-${++this.#ids}`;
		const { redis, guards } = this.room;
		const line = new Line(this, { redis, clock, newId: id, hear: (message) => shell.hear(message) });
		this.#line = line;
		const shell = new Shell({
			workerId: this.name,
			slots: this.slots,
			heartbeatMs: durations.heartbeat,
			drainMs: durations.heartbeat,
			host: this.name,
			pid: 1,
			clock,
			chance: { id },
			line: guards['lease-deadline'] ? line : line.withoutDeadlines(),
			results: {
				list: () => [...this.#disk.values()],
				keep: (message) => {
					if (guards['result-on-disk']) this.#disk.set(message.run.runId, message);
				},
				drop: (runId) => void this.#disk.delete(runId),
			},
			watchdog: new GuardDog(this, guards.watchdog, {
				killRun: (runId) => this.#killRun(runId),
				killWorker: () => this.#killedByWatchdog(),
			}),
			takeWork: (handle) => {
				this.#invite = handle;
				return { pause: async () => {}, async [Symbol.asyncDispose]() {} };
			},
			carryOut: (spec, held) => this.#carryOut(spec, held, clock),
			effects: { record: (effect) => this.room.log(effect) },
			log: silentLog,
		});
		this.takeJobs();
	}

	/** Its agents die with it; the queue finds out later, the supervisor perhaps at once. */
	protected override onCrash(): void {
		for (const agent of this.#agents) agent.die();
		const { loop, random } = this.room;
		for (const job of this.#jobs) loop.after(random.between(1_000, 35_000), () => this.room.redis.stall(job));
		// A supervisor says so before it starts another process under the name.
		const say = (): void => void (this.up || this.#loseWorker(this.name));
		if (random.chance(0.5)) loop.after(random.between(5, 500), say);
	}

	#killRun(runId: string): void {
		for (const agent of this.#agents) if (agent.runId === runId) agent.kill();
	}

	/** Its supervisor starts another. */
	#killedByWatchdog(): void {
		this.crash();
		this.room.loop.after(this.room.random.delay(1_500), () => this.start());
	}

	/** A queue that hears nothing of a worker gives its jobs away. */
	stallJobs(): void {
		const { loop, random } = this.room;
		for (const job of this.#jobs) loop.after(random.between(5_000, 35_000), () => this.room.redis.stall(job));
	}

	get isQuiet(): boolean {
		return this.#disk.size === 0 && this.#jobs.size === 0;
	}

	/** Looks at the queue, as long as it has room. */
	takeJobs(): void {
		this.later(this.room.random.delay(20), () => {
			if (!this.reachesRedis) {
				this.later(1_000, () => this.takeJobs());
				return;
			}
			if (this.#jobs.size >= this.slots) return;
			const job = this.room.redis.takeJob();
			if (job === null) return;
			void this.#handle(job);
			this.takeJobs();
		});
	}

	async #handle(job: Job): Promise<void> {
		const jobs = this.#jobs;
		jobs.add(job);
		await this.#invite?.({ ...job.run, agent: 'Worker' });
		jobs.delete(job);
		this.room.redis.finishJob(job);
		this.takeJobs();
	}

	protected override read(): void {
		const { redis } = this.room;
		const letters = redis.peek(this.name, 100);
		redis.acknowledge(this.name, letters);
		for (const letter of letters) this.#line?.dispatch(letter);
	}

	async #carryOut(spec: RunSpec, held: HeldRun, clock: Clock): Promise<RunResult> {
		const { room, name: worker } = this;
		const fate = drawFate(room.random, room.faulty);
		let seenUsd = 0;
		const run = {
			spec,
			held,
			config: { base_branch: 'main', remote: 'origin' },
			machine: { effects: { record: (effect: object) => this.#tellEffect(effect as Effect) } },
			report: {
				get costUsd() {
					return seenUsd;
				},
			},
			log: silentLog,
		};
		const onTurn = (costUsd: number): void => {
			seenUsd = costUsd;
			this.#progress(spec, costUsd);
		};
		const onSpawn = (agent: AgentProcess): void => void this.#agents.add(agent);
		const result = await executeRun(
			run,
			simulatedWorkplace({ room, clock, run, worker, fate, onTurn, onSpawn }),
		);
		return spoil(result, spec, fate);
	}

	#progress({ runId, cardGid, projectGid, epoch }: RunSpec, costUsd: number): void {
		const run = { runId, cardGid, projectGid, epoch };
		const message = {
			type: 'run.progress',
			run,
			workerId: this.name,
			costUsd,
			activity: '',
			sessionId: null,
		};
		// The next progress says it too.
		this.#line?.tell('master', message).catch(() => {});
	}

	/** What was tested and merged is told by the repository, where it is seen. */
	#tellEffect(effect: Effect): void {
		if (effect.kind !== 'merge' && effect.kind !== 'tested') this.room.log(effect);
	}
}

/** Now and then a worker is not what it should be, and asks for what its agent may not. */
function spoil(result: RunResult, { agent }: RunSpec, fate: Fate): RunResult {
	const { outcome } = result;
	if (!fate.beyondItsRights || outcome.kind !== 'succeeded' || agent === 'Merger') return result;
	return { ...result, outcome: { ...outcome, intent: doneIntent } };
}
