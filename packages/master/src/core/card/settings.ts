import type { AgentName, MergeApproval } from '@aegis/shared/domain';
import type { DayCap } from '../start/day-caps.ts';
import type { Halt } from '../start/halt.ts';

/** What a project's configuration says about the life of its cards. Money is US dollars. */
export interface ProjectSettings {
	readonly defaultMaxCostUsd: number;
	/** A Max Cost above it counts as this; null: none. */
	readonly maxCostCeilingUsd: number | null;
	readonly defaultMergeApproval: MergeApproval;
	/** Who put a card there may not approve it, and every merge wants an approval. */
	readonly fourEyes: boolean;
	/** Approved set by the account Aegis itself acts as counts. */
	readonly ownAccountMayApprove: boolean;
	/** Gids of the users whose word counts; null is everybody. */
	readonly commanders: readonly string[] | null;
	readonly maxAttempts: number;
	readonly maxReviewRounds: number;
	readonly projectLimit: number | null;
	readonly agentLimits: Partial<Record<AgentName, number>>;
	/** Cards one author may have begun within an hour, and runs one card may have within 24. */
	readonly authorCardsPerHour: number;
	readonly cardRunsPerDay: number;
	/** What runs of the project, and those of one author's cards in all projects, may cost within a day; null or absent: no limit. */
	readonly usdPerDay?: number | null;
	readonly authorUsdPerDay?: number | null;
	/** The repository: cards of projects that share it share its merge lane. */
	readonly repository: string;
	/** Nobody looks after the project any more: its cards park until it is back. */
	readonly untracked?: boolean;
	/** Why nothing of the project may start or merge. */
	readonly heldUp?: string;
}

/** A pause somebody has set. */
export interface Pause {
	readonly scope: 'all' | 'project' | 'card';
	/** The project or the card; empty for everything. */
	readonly gid: string;
	readonly by: string;
}

/** What the world outside the card has to say about it at a moment. `jitter` is in [0, 1). */
export interface Surroundings {
	readonly now: number;
	readonly jitter: number;
	readonly settings: ProjectSettings;
	/** Names of the card's dependencies that are not completed. */
	readonly blockers: readonly string[];
	/** The widest pause a person has set that holds for the card; its own tag is not among them. */
	readonly pause: Pause | null;
	/** The day's caps that concern the card; left out where there is none. */
	readonly dayCaps?: readonly DayCap[];
	/** What already keeps all cards of the project from starting; null or left out where nothing does. */
	readonly halt?: Halt | null;
}
