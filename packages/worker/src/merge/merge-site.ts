import type { CheckReport } from '@aegis/agents/agents';
import type { GuardedEvidence } from '@aegis/shared/domain';
import type { Landing } from './land.ts';

/** Where one merge is built, tested and landed, away from every branch. Every method throws RunStopped. */
export interface MergeSite {
	/** Asks the remote anew where base and card's branch are; null for one that is not there. */
	look(): Promise<{ readonly reached: boolean; readonly base: string | null; readonly tip: string | null }>;
	/** Builds the merge commit: base, head and message give the same one every time. */
	stage(merge: { base: string; head: string; message: string }): Promise<StagedMerge>;
	/** Prepares the merged tree as the project wants it, and takes back what that changed in it; what failed, or null. */
	hydrate(): Promise<CheckReport | null>;
	/** The project's checks on the merged tree; null where it has none. */
	runChecks(): Promise<CheckReport | null>;
	/** What stands there now: the commit, its tree, and the tracked files that differ from it. */
	inspect(): Promise<{ readonly head: string; readonly tree: string; readonly changed: string }>;
	/** Moves the base from `from` to `sha` by one fast-forward, and looks whether it did. */
	land(from: string, sha: string): Promise<Landing>;
	/** Takes away what was built. */
	clear(): Promise<void>;
}

export type StagedMerge =
	| {
			readonly kind: 'staged';
			readonly sha: string;
			readonly tree: string;
			/** What of it lands only with a person's second tick; null where nothing does. */
			readonly guarded?: GuardedEvidence | null;
	  }
	| { readonly kind: 'conflict'; readonly files: readonly string[] };
