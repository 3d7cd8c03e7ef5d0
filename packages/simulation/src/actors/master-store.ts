import type { Assessment } from '@aegis/master/core/start/assess';
import type { CardState } from '@aegis/master/core/card/card-state';
import type { Pause, ProjectSettings } from '@aegis/master/core/card/settings';
import type { AgentName, Reason, RunKey } from '@aegis/shared/domain';

export interface RunRow {
	readonly runId: string;
	readonly key: RunKey;
	readonly agent: AgentName;
	readonly epoch: number;
	readonly reservedUsd: number;
	readonly attempt: number;
	state: 'queued' | 'running' | 'finished';
	workerId: string | null;
	incarnation: string | null;
	/** Wall clock of the master. */
	startedAt: number | null;
	costUsd: number;
	/** False where nobody could say at its end. */
	costKnown: boolean;
	sessionId: string | null;
	stopWhy: string | null;
}

export interface CardRow {
	readonly state: CardState;
	readonly assessment: Assessment;
	/** What it waits for, the scheduler's reasons included. */
	readonly reason: Reason | null;
	readonly reasonSince: number;
	readonly readySince: number;
}

/** What the master keeps: survives its death. */
export interface MasterStore {
	readonly cards: Map<string, CardRow>;
	readonly runs: Map<string, RunRow>;
	readonly open: Map<string, RunRow>;
	/** What people paused, by target; who did it. */
	readonly pauses: Map<string, Pause>;
	runIds: number;
	jobIds: number;
}

export function emptyMasterStore(): MasterStore {
	return { cards: new Map(), runs: new Map(), open: new Map(), pauses: new Map(), runIds: 0, jobIds: 0 };
}

export const settings: ProjectSettings = {
	defaultMaxCostUsd: 2,
	maxCostCeilingUsd: null,
	fourEyes: false,
	ownAccountMayApprove: false,
	authorCardsPerHour: 500,
	cardRunsPerDay: 100,
	defaultMergeApproval: 'Manual Check',
	commanders: null,
	maxAttempts: 3,
	maxReviewRounds: 2,
	projectLimit: null,
	agentLimits: {},
	repository: '/repository',
};
