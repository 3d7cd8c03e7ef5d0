import { snapshot } from '@aegis/shared/testing';
import type { AgentName, CardSnapshot, Intent, RunOutcome, RunResult } from '@aegis/shared/domain';
import { newCard, placeOf, type CardState } from '../../src/core/card/card-state.ts';
import { claim, start } from '../../src/core/run/on-run.ts';
import type { ProjectSettings, Surroundings } from '../../src/core/card/settings.ts';

export const now = Date.UTC(2030, 0, 1);

/** The state of a card that stands where `card` says, with `change` on top. */
export function cardAt(card: Partial<CardSnapshot> = {}, change: Partial<CardState> = {}): CardState {
	const seen = snapshot(card);
	return { ...newCard(seen, 0), place: placeOf(seen), ...change };
}

export function settings(change: Partial<ProjectSettings> = {}): ProjectSettings {
	return {
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
		...change,
	};
}

export function around(change: Partial<Surroundings> = {}): Surroundings {
	return { now, jitter: 0, settings: settings(), blockers: [], pause: null, ...change };
}

export const worker = { workerId: 'worker-1', incarnation: 'first', machine: 'here' } as const;

/** The card with a claimed run of `agent`, started where it stands. */
export function running(state: CardState, agent: AgentName, runId = 'run-1'): CardState {
	const [queued] = start(state, agent, runId, now);
	if (queued.work.kind !== 'queued') throw new Error('start did not queue a run');
	return claim(queued, { run: queued.work.run, ...worker, now }).state;
}

export function intent(change: Partial<Intent> & Pick<Intent, 'kind' | 'section'>): Intent {
	const completed = change.kind === 'done' || change.kind === 'duplicate';
	return { agent: null, swarmStatus: 'Idle', completed, headline: 'Finished.', facts: [], ...change };
}

type Succeeded = Extract<RunOutcome, { kind: 'succeeded' }>;

export function succeeded(wanted: Intent, evidence: Partial<Succeeded> = {}): Succeeded {
	return { kind: 'succeeded', intent: wanted, ...evidence };
}

export const commit = (headSha: string) =>
	({ branch: { branch: 'feat/task-card-1', headSha, commits: 1, pushed: true } }) as const;

export const landed = {
	merge: { base: 'main', mainBefore: 'a', mainAfter: 'b', pushed: true },
} as const;

/** What each agent says when all goes well. */
export function goodOutcome(agent: AgentName, head = 'head-1'): Succeeded {
	switch (agent) {
		case 'Triage':
			return succeeded(intent({ kind: 'advance', section: 'Planning', agent: 'Planner' }));
		case 'Planner':
			return succeeded(
				intent({ kind: 'advance', section: 'Ready Queue', agent: 'Worker', body: 'The plan.' }),
			);
		case 'Worker':
			return succeeded(intent({ kind: 'advance', section: 'Review', agent: 'Reviewer' }), commit(head));
		case 'Reviewer':
			return succeeded(intent({ kind: 'advance', section: 'Merging', agent: 'Merger' }));
		case 'Merger':
			return succeeded(intent({ kind: 'done', section: 'Done', swarmStatus: 'Complete' }), landed);
		case 'Documentation':
			return succeeded(intent({ kind: 'done', section: 'Done', swarmStatus: 'Complete' }));
	}
}

export function result(outcome: RunOutcome, change: Partial<RunResult> = {}): RunResult {
	return {
		outcome,
		costUsd: 0.1,
		sessionId: 'session-1',
		turns: 3,
		durationMs: 1_000,
		worktreePath: '/worktree',
		...change,
	};
}
