import type { CheckReport } from '@aegis/agents/agents';
import { sleep, type Clock } from '@aegis/shared/clock';
import type { BranchEvidence, RunOutcome, RunSpec } from '@aegis/shared/domain';
import { findUnapproved } from '@aegis/worker/core/approved-head';
import { alreadyMergedIntent, reviewAgainIntent } from '@aegis/worker/core/intents';
import {
	mergeInRounds,
	type AgentEnd,
	type MergeSite,
	type OngoingRun,
	type ReadyWorktree,
	type Workplace,
} from '@aegis/worker/shell';
import type { Room } from '../room.ts';
import { AgentProcess } from './agent-process.ts';
import { SimulatedMergeSite } from './merge-site.ts';
import type { Fate } from './provider.ts';

/** The run a workplace is for, and the machine it is on. */
export interface SimulatedRun {
	readonly room: Room;
	readonly clock: Clock;
	readonly run: OngoingRun;
	readonly worker: string;
	readonly fate: Fate;
	/** Called with what was seen of the cost, in US dollars. */
	readonly onTurn: (costUsd: number) => void;
	/** Called when an agent begins: whoever dies takes it along. */
	readonly onSpawn: (agent: AgentProcess) => void;
}

/** The card's repository and agent as the simulation has them: git is a few names, the coding CLI its fate. */
export function simulatedWorkplace(at: SimulatedRun): Workplace {
	const { clock, room, run } = at;
	return {
		async prepare() {
			await sleep(clock, room.random.delay(100));
			run.held.assertMayGoOn();
			const outcome = run.spec.agent === 'Merger' ? settleMerger(room, run.spec) : null;
			if (outcome !== null) return { kind: 'settled', outcome };
			return { kind: 'ready', worktree: new SimulatedWorktree(at) };
		},
		clear: async () => true,
		worktreePath: () => '/worktree',
		now: () => clock.monotonic(),
	};
}

/** What `prepareRun` and `findLanded` settle before a model is asked. */
function settleMerger(room: Room, spec: RunSpec): RunOutcome | null {
	const { git, guards } = room;
	const head = git.head(spec.cardGid);
	if (head === null) return { kind: 'failed', code: 'BRANCH_MISSING', message: 'The branch does not exist.' };
	if (git.hasLanded(head)) {
		const merge = { base: 'main', mainBefore: '', mainAfter: git.main, pushed: true };
		return { kind: 'succeeded', intent: alreadyMergedIntent(merge, ''), merge };
	}
	const why = guards['approved-head'] ? findUnapproved(spec, head) : null;
	if (why === null) return null;
	const branch = evidenceOf(spec, head);
	return { kind: 'succeeded', intent: reviewAgainIntent(why, branch, ''), branch };
}

function evidenceOf({ cardGid }: RunSpec, head: string | null): BranchEvidence {
	return {
		branch: `feat/task-${cardGid}`,
		headSha: head ?? 'none',
		commits: head === null ? 0 : 1,
		pushed: false,
	};
}

class SimulatedWorktree implements ReadyWorktree {
	readonly #at: SimulatedRun;
	readonly branch: BranchEvidence | null;
	readonly checks = null;
	readonly site: MergeSite;

	constructor(at: SimulatedRun) {
		this.#at = at;
		const { room, clock, run } = at;
		const { spec, held } = run;
		const looks = spec.agent === 'Reviewer' || spec.agent === 'Merger';
		this.branch = looks ? evidenceOf(spec, room.git.head(spec.cardGid)) : null;
		this.site = new SimulatedMergeSite({ room, clock, spec, held });
	}

	runAgent(): Promise<AgentEnd> {
		const { room, clock, run, worker, fate, onTurn, onSpawn } = this.#at;
		const { spec, held } = run;
		held.assertMayGoOn();
		const agent: AgentProcess = new AgentProcess({
			room,
			clock,
			spec,
			held,
			worker,
			fate,
			onTurn: () => onTurn(agent.costUsd),
		});
		onSpawn(agent);
		return agent.ended;
	}

	async commit() {
		const { room, run, fate } = this.#at;
		await this.#takes(150);
		run.held.assertMayGoOn();
		if (fate.answer === 'no-change') return { kind: 'nothing' as const };
		room.git.commit(run.spec.cardGid);
		return { kind: 'committed' as const };
	}

	async inspect(): Promise<BranchEvidence> {
		const { room, run } = this.#at;
		return evidenceOf(run.spec, room.git.head(run.spec.cardGid));
	}

	async runChecks(): Promise<CheckReport> {
		const { run, room } = this.#at;
		run.held.assertMayGoOn();
		await this.#takes(800);
		run.held.assertMayGoOn();
		return { command: 'check', exitCode: room.random.chance(0.1) ? 1 : 0, durationMs: 1, tail: 'output' };
	}

	async push(): Promise<string | null> {
		await this.#takes(150);
		return null;
	}

	async remember(_answer: unknown, decide: () => RunOutcome): Promise<RunOutcome> {
		const decided = decide();
		if (decided.kind !== 'succeeded') return decided;
		const { room, run } = this.#at;
		await this.#takes(150);
		run.held.assertMayGoOn();
		const { cardGid: card, runId, epoch } = run.spec;
		const head = room.git.commit(card);
		run.machine.effects.record({ kind: 'commit', card, run: runId, epoch, head });
		const end = await mergeInRounds(run, this.site, { message: 'Remember', head });
		if (end.kind === 'landed') return { ...decided, merge: end.merge };
		return { kind: 'failed', code: 'MERGE_HELD', message: end.kind };
	}

	/** The branch stays: that it has landed is known here by its head. */
	async cleanUp(): Promise<void> {}

	#takes(ms: number): Promise<void> {
		return sleep(this.#at.clock, this.#at.room.random.delay(ms));
	}
}
