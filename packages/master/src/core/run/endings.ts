import type { RunOutcome } from '@aegis/shared/domain';

/** Who is to blame for a run that did not succeed. Only the agent's own failures are attempts of the card. */
export type Owner = 'provider' | 'credential' | 'set-up' | 'repository' | 'remote' | 'worker' | 'agent';

/**
 * What follows a run that ended so:
 * - `retry`: the card tries again after a while, and each try counts, until a person is asked;
 * - `park`: the card waits, for as long as it takes; nothing counts;
 * - `person`: trying again changes nothing, so a person is asked at once;
 * - `halt`: no card can do better, so none starts in that scope but one now and then, to see whether it is mended.
 */
export type Following =
	| { readonly kind: 'retry' | 'park' | 'person' }
	| { readonly kind: 'halt'; readonly scope: 'installation' | 'project' };

export interface Ending {
	readonly owner: Owner;
	readonly follows: Following;
	/** What a person can do, in a sentence that is true; empty where the run's own words say it. */
	readonly advice: string;
}

const retry = { kind: 'retry' } as const;
const park = { kind: 'park' } as const;
const person = { kind: 'person' } as const;
const haltAll = { kind: 'halt', scope: 'installation' } as const;
/** A project's own configuration or repository is at fault; others can go on. */
const haltProject = { kind: 'halt', scope: 'project' } as const;

const sayMore = 'Say more in a comment and I try again.';
const mendIt = 'Mend it, then comment or move the card and I try again.';

/** Every way a run can fail by a code of docs/errors.md. One that is not here is the agent's: tried again, and counted. */
const byCode: Readonly<Record<string, Ending>> = {
	// The account or the machine: the same for every card.
	AUTH_FAILED: { owner: 'credential', follows: haltAll, advice: '' },
	CREDIT_LOW: { owner: 'credential', follows: haltAll, advice: '' },
	RUNNER_MISSING: { owner: 'set-up', follows: haltAll, advice: '' },
	RUNNER_INCOMPATIBLE: { owner: 'set-up', follows: haltAll, advice: '' },

	// The project's settings or its repository: the same for every card of it.
	MODEL_UNKNOWN: { owner: 'set-up', follows: haltProject, advice: '' },
	COMMAND_LINE_INVALID: { owner: 'set-up', follows: haltProject, advice: '' },
	CONFIG_INVALID: { owner: 'set-up', follows: haltProject, advice: '' },
	CONFIG_UNREADABLE: { owner: 'set-up', follows: haltProject, advice: '' },
	PRICE_UNKNOWN: { owner: 'set-up', follows: haltProject, advice: '' },
	PROMPT_VARIABLE: { owner: 'set-up', follows: haltProject, advice: '' },
	REPOSITORY_MISSING: { owner: 'repository', follows: haltProject, advice: '' },
	BRANCH_PREFIX_TAKEN: { owner: 'repository', follows: haltProject, advice: '' },
	LFS_UNSUPPORTED: { owner: 'repository', follows: haltProject, advice: '' },
	SUBMODULE_MISSING: { owner: 'repository', follows: haltProject, advice: '' },
	BASE_RED: { owner: 'repository', follows: haltProject, advice: '' },
	HYDRATION_MISSING: { owner: 'set-up', follows: haltProject, advice: '' },
	REMOTE_CHANGED: { owner: 'repository', follows: haltProject, advice: '' },
	WORKTREE_OUTSIDE: { owner: 'set-up', follows: haltProject, advice: '' },

	// This card, however often it is tried.
	CHECKS_INTERRUPTED: { owner: 'set-up', follows: person, advice: mendIt },
	PROMPT_TOO_LONG: { owner: 'agent', follows: person, advice: 'Shorten it, then comment and I try again.' },
	API_REJECTED: { owner: 'agent', follows: person, advice: sayMore },
	MODEL_REFUSED: { owner: 'provider', follows: person, advice: sayMore },
	PERMISSION_DENIED: { owner: 'agent', follows: person, advice: sayMore },
	NO_CHANGE: { owner: 'agent', follows: person, advice: sayMore },
	BRANCH_HOLDS_WORK: { owner: 'repository', follows: person, advice: mendIt },
	BRANCH_MISSING: { owner: 'repository', follows: person, advice: mendIt },
	MEMORY_NOT_A_FILE: { owner: 'repository', follows: person, advice: mendIt },
	CLONE_TOO_LARGE: { owner: 'agent', follows: person, advice: mendIt },
	WORKTREE_FOREIGN: { owner: 'repository', follows: person, advice: mendIt },
	CARD_ID_INVALID: { owner: 'set-up', follows: person, advice: mendIt },
	SECRET_IN_COMMIT: {
		owner: 'agent',
		follows: person,
		advice:
			'Take it out of the branch and replace the secret, then comment or move the card and I try again.',
	},
	PUSH_REFUSED: {
		owner: 'remote',
		follows: person,
		advice:
			'Change the remote’s rule or the project’s settings, then comment or move the card and I try again.',
	},
};

const agents: Ending = { owner: 'agent', follows: retry, advice: 'Comment what to do and I try again.' };

/** Whose a run's end is, and what follows. Limits, losses and cancellations have rules of their own (`decideRetry`). */
export function endingOf(outcome: Exclude<RunOutcome, { kind: 'succeeded' }>): Ending {
	switch (outcome.kind) {
		case 'failed':
			return byCode[outcome.code] ?? agents;
		case 'timed-out':
		case 'stalled':
		case 'over-budget':
			return agents;
		case 'usage-limited':
		case 'overloaded':
			return { owner: 'provider', follows: park, advice: '' };
		case 'cancelled':
		case 'lost':
			return { owner: 'worker', follows: park, advice: '' };
	}
}
