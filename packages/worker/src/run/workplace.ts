import type { CheckReport } from '@aegis/agents/agents';
import type { BranchEvidence, RunOutcome } from '@aegis/shared/domain';
import type { MergeSite } from '../merge/merge-site.ts';
import type { AgentEnd } from '../process/agent-process.ts';
import type { CommitEnd } from './commit.ts';

/** Where a run works: the repository, the coding CLI and the processes of one card, as they are or as the simulation has them. */
export interface Workplace {
	/** Makes ready what the agent needs to see, or says how the run ends without asking a model. */
	prepare(): Promise<
		| { readonly kind: 'ready'; readonly worktree: ReadyWorktree }
		| { readonly kind: 'settled'; readonly outcome: RunOutcome }
	>;
	/** Kills what is left of the run; false where something lives on. */
	clear(): Promise<boolean>;
	/** The card's worktree, where there is one. */
	worktreePath(): string | null;
	/** Milliseconds on the monotonic clock. */
	now(): number;
}

/** A card's worktree that is ready for its agent. Every method throws RunStopped where the run may not go on. */
export interface ReadyWorktree {
	/** What was on the branch before the agent began, and what the checks said of it; null where nobody looked. */
	readonly branch: BranchEvidence | null;
	readonly checks: CheckReport | null;
	/** Lets the agent work until it has ended, by itself or by us. */
	runAgent(): Promise<AgentEnd>;
	/** Commits whatever the agent left. */
	commit(message: string): Promise<CommitEnd>;
	/** What is on the branch beyond the base. */
	inspect(): Promise<BranchEvidence>;
	/** The project's checks on the worktree; null where it has none. */
	runChecks(): Promise<CheckReport | null>;
	/** How the run ends where checks are red that were red on the base already; null where they were not, or nobody can tell. */
	findRedBase?(): Promise<RunOutcome | null>;
	/** Pushes the branch at `sha`. Answers why that was refused, null when it was not. */
	push(remote: string, sha: string): Promise<string | null>;
	/** Where the branch is merged. */
	readonly site: MergeSite;
	/** Lands what is to be remembered; `decide` is what becomes of the run where that succeeds. */
	remember(answer: unknown, decide: () => RunOutcome): Promise<RunOutcome>;
	/** Removes worktree and branch of a card whose `head` has landed. */
	cleanUp(head: string): Promise<void>;
}
