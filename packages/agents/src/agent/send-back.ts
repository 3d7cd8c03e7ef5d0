import type { Decision, RunFacts } from './decision.ts';
import { branchFacts, checkFacts, costFact, type Fact } from './wording.ts';

/** What a verdict on finished work stands on: the branch, its checks, the cost. */
export function evidenceFacts(facts: RunFacts): Fact[] {
	return [...branchFacts(facts), ...checkFacts(facts.checks), costFact(facts)];
}

/** The card goes back to the Worker, with what is to be mended. */
export function sendBack(headline: string, findings: string, facts: RunFacts): Decision {
	return {
		kind: 'intent',
		intent: {
			kind: 'send-back',
			section: 'Ready Queue',
			agent: 'Worker',
			swarmStatus: 'Idle',
			completed: false,
			headline,
			facts: evidenceFacts(facts),
			body: findings,
			findings,
		},
	};
}
