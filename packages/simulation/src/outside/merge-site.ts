import type { CheckReport } from '@aegis/agents/agents';
import { sleep, type Clock } from '@aegis/shared/clock';
import type { RunSpec } from '@aegis/shared/domain';
import type { MergeSite, OngoingRun } from '@aegis/worker/shell';
import type { Room } from '../room.ts';

type Landing = Awaited<ReturnType<MergeSite['land']>>;

/** A merge in the simulated repository. What it does takes no time; what it takes before, the seed says. */
export class SimulatedMergeSite implements MergeSite {
	readonly #room: Room;
	readonly #clock: Clock;
	readonly #spec: RunSpec;
	readonly #held: OngoingRun['held'];
	readonly #auto: boolean;
	#head = '';
	#tree = '';
	#changed = '';

	constructor(options: { room: Room; clock: Clock; spec: RunSpec; held: OngoingRun['held'] }) {
		this.#room = options.room;
		this.#clock = options.clock;
		this.#spec = options.spec;
		this.#held = options.held;
		this.#auto = options.spec.approvalNeeded === false;
	}

	async look() {
		await this.#takes(50);
		const { git } = this.#room;
		const reached = !this.#fails(0.02);
		return { reached, base: reached ? git.main : null, tip: git.head(this.#spec.cardGid) };
	}

	async stage({ base, head }: { base: string; head: string }) {
		await this.#takes(100);
		if (this.#room.random.chance(0.08)) return { kind: 'conflict' as const, files: ['a.txt'] };
		this.#head = head;
		this.#tree = this.#room.git.merged(base, head);
		this.#changed = '';
		return { kind: 'staged' as const, sha: this.#tree, tree: this.#tree };
	}

	async hydrate(): Promise<CheckReport | null> {
		return null;
	}

	async runChecks(): Promise<CheckReport> {
		await this.#takes(1_400);
		const { random, guards } = this.#room;
		// Checks that rewrite a file pass on what is not what would land.
		if (random.chance(0.05)) this.#changed = ' M lock';
		const red = random.chance(0.08);
		const tree = this.#changed === '' ? this.#tree : `${this.#tree}+changes`;
		// Seen from outside: what they passed on, whatever is made of it.
		if (!red) this.#room.log({ kind: 'tested', card: this.#spec.cardGid, tree });
		return { command: 'check', exitCode: red && guards['red-checks'] ? 1 : 0, durationMs: 1, tail: '' };
	}

	async inspect() {
		const changed = this.#room.guards['clean-checks'] ? this.#changed : '';
		return { head: this.#tree, tree: this.#tree, changed };
	}

	async land(from: string, sha: string): Promise<Landing> {
		await this.#takes(80);
		this.#held.assertMayGoOn();
		const { git, guards } = this.#room;
		let landed = git.push(from, sha, this.#head);
		let tree = this.#tree;
		if (!landed && !guards['tree-check']) {
			tree = git.merged(git.main, this.#head);
			landed = git.push(git.main, tree, this.#head);
		}
		if (!landed) return { kind: 'moved' };
		const { cardGid: card, runId: run, epoch } = this.#spec;
		// Seen from outside: whoever did it may die, or not hear of it, before it can say so.
		this.#room.log({ kind: 'merge', card, run, epoch, head: this.#head, tree, auto: this.#auto });
		if (this.#fails(0.1))
			return { kind: 'failed', code: 'LANDING_MISMATCH', message: 'The remote did not answer.' };
		return { kind: 'landed', pushed: true };
	}

	async clear(): Promise<void> {}

	#takes(ms: number): Promise<void> {
		return sleep(this.#clock, this.#room.random.delay(ms));
	}

	#fails(probability: number): boolean {
		return this.#room.faulty && this.#room.random.chance(probability);
	}
}
