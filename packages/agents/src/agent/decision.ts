import type { BranchEvidence, Intent, MergeEvidence, RunSpec } from '@aegis/shared/domain';

/** What running the repository's test command gave. `tail` is the end of its output, both streams. */
export interface CheckReport {
	readonly command: string;
	readonly exitCode: number;
	readonly durationMs: number;
	readonly tail: string;
	/** What ended it before it could say anything of the change, as a signal or its time limit; else not there. */
	readonly interrupted?: string;
}

/** What the worker saw itself after the run; an answer is only believed as far as these facts go. */
export interface RunFacts {
	readonly spec: RunSpec;
	readonly branch: BranchEvidence | null;
	readonly checks: CheckReport | null;
	readonly merge: MergeEvidence | null;
	/** US dollars of this run alone; null when the runner could not tell. */
	readonly costUsd: number | null;
	/** What git said when the merge could not be made. */
	readonly conflict?: string;
	/** A web address of the branch, where the repository has one. */
	readonly repositoryBranchUrl?: string;
}

/** Where the card should go, or why the answer cannot be used: an invalid decision is a failed run. */
export type Decision =
	| { readonly kind: 'intent'; readonly intent: Intent }
	| { readonly kind: 'invalid'; readonly code: string; readonly message: string; readonly evidence?: string };
