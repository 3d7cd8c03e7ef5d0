import type { Decision, RunFacts } from '../agent/decision.ts';
import {
	areRed,
	branchFacts,
	checkFacts,
	costFact,
	describeRedChecks,
	toHeadline,
} from '../agent/wording.ts';
import type { CoderAnswer } from './answer.ts';

/** What the coder says counts only with a commit on the branch and without a red check. */
export function decideCoder(answer: CoderAnswer, facts: RunFacts): Decision {
	if (facts.branch === null || facts.branch.commits === 0) {
		return {
			kind: 'invalid',
			code: 'NO_CHANGE',
			message: 'The Worker finished without changing any file.',
			evidence: answer.summary,
		};
	}
	if (areRed(facts.checks)) {
		return {
			kind: 'invalid',
			code: 'CHECKS_RED',
			message: `The change is committed, but ${facts.checks.command} fails on it.`,
			evidence: describeRedChecks(facts.checks),
		};
	}
	const notes = answer.notes.trim();
	return {
		kind: 'intent',
		intent: {
			kind: 'advance',
			section: 'Review',
			agent: 'Reviewer',
			swarmStatus: 'Idle',
			completed: false,
			headline: `${toHeadline(answer.summary)} Ready for review.`,
			facts: [
				...branchFacts(facts),
				...checkFacts(facts.checks),
				['Tests', answer.testsAdded ? 'added' : 'none added'],
				costFact(facts),
			],
			...(notes === '' ? {} : { body: notes, findings: notes }),
		},
	};
}
