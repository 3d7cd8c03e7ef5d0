import type { AgentName, Intent, RunSpec } from '@aegis/shared/domain';
import { snapshot } from '@aegis/shared/testing';
import {
	agentFor,
	type CheckReport,
	type Decision,
	type PromptContext,
	type RunFacts,
} from '../../src/agents.ts';

export const card = snapshot({
	gid: '1204',
	projectGid: '9',
	notes: 'The program should greet.',
	url: 'https://board.test/0/9/1204',
	section: 'In Progress',
	agent: 'Worker',
	swarmStatus: 'Running',
	createdByGid: null,
});

export function createSpec(agent: AgentName, changes: Partial<RunSpec> = {}): RunSpec {
	return {
		runId: 'run_7fKq',
		cardGid: card.gid,
		projectGid: '9',
		epoch: 1,
		agent,
		card,
		project: { gid: '9', name: 'Greeter', path: '/repo' },
		budgetUsd: 1,
		resumeSessionId: null,
		attempt: 1,
		reviewRound: 0,
		findings: null,
		plan: null,
		approvedHead: null,
		otherCards: [],
		...changes,
	};
}

export const branch = { branch: 'feat/task-1204', headSha: '0123456789abcdef', commits: 2, pushed: true };
export const greenChecks: CheckReport = { command: 'npm test', exitCode: 0, durationMs: 3210, tail: 'ok' };
export const redChecks: CheckReport = {
	command: 'npm test',
	exitCode: 1,
	durationMs: 900,
	tail: '1 test failed: greets\n',
};

export function createFacts(agent: AgentName, changes: Partial<RunFacts> = {}): RunFacts {
	return { spec: createSpec(agent), branch: null, checks: null, merge: null, costUsd: 0.0123, ...changes };
}

export function createContext(agent: AgentName, changes: Partial<PromptContext> = {}): PromptContext {
	return {
		spec: createSpec(agent),
		memory: '',
		preferences: '',
		testCommand: 'npm test',
		baseBranch: 'main',
		branch: 'feat/task-1204',
		...changes,
	};
}

export function decide(agent: AgentName, answer: unknown, changes: Partial<RunFacts> = {}): Decision {
	return agentFor(agent).decide(answer, createFacts(agent, changes));
}

/** The intent of a decision that must be one. */
export function intentOf(decision: Decision): Intent {
	if (decision.kind !== 'intent') throw new Error(`${decision.code}: ${decision.message}`);
	return decision.intent;
}
