import type { GuardedEvidence, RunSpec } from '@aegis/shared/domain';
import type { CheckReport } from './decision.ts';

/** What a prompt is made of. `spec.card.comments` must already be only those of permitted people. */
export interface PromptContext {
	readonly spec: RunSpec;
	/** The repository's swarm memory; empty when there is none. */
	readonly memory: string;
	/** The user's preferences; empty when there are none. */
	readonly preferences: string;
	readonly testCommand: string | null;
	readonly baseBranch: string;
	readonly branch: string;
	/** The change as a unified diff: for Reviewer and Merger. */
	readonly diff?: string;
	/** What of the change lands only with a person's second tick: for Reviewer. */
	readonly guarded?: GuardedEvidence;
	/** What the checks gave on the branch: for Reviewer. */
	readonly checks?: CheckReport;
}
