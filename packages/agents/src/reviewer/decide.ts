import type { Decision, RunFacts } from '../agent/decision.ts';
import {
	areRed,
	branchFacts,
	bulletLines,
	checkFacts,
	costFact,
	describeRedChecks,
	toHeadline,
	type Fact,
} from '../agent/wording.ts';
import type { ReviewerAnswer, ReviewFinding } from './answer.ts';

/** An approval with red checks is none: the checks say more than the reviewer. */
export function decideReviewer(answer: ReviewerAnswer, facts: RunFacts): Decision {
	const findings = bulletLines(answer.findings.map(describeFinding));
	if (answer.verdict === 'changes-requested') {
		if (findings === '') {
			return {
				kind: 'invalid',
				code: 'FINDINGS_MISSING',
				message: 'The Reviewer asked for changes, but named none.',
			};
		}
		return sendBack(`Changes requested. ${toHeadline(answer.summary)}`, findings, facts);
	}
	if (areRed(facts.checks)) {
		const evidence = [findings, describeRedChecks(facts.checks)].filter((part) => part !== '').join('\n\n');
		return sendBack(
			'The code reads well, but the checks fail on this branch, so it goes back.',
			evidence,
			facts,
		);
	}
	return {
		kind: 'intent',
		intent: {
			kind: 'advance',
			section: 'Merging',
			agent: 'Merger',
			swarmStatus: 'Idle',
			completed: false,
			headline: `Approved. ${toHeadline(answer.summary)}`,
			facts: reviewFacts(facts),
			...(findings === '' ? {} : { body: `Worth a thought, not worth waiting for:\n${findings}` }),
		},
	};
}

function sendBack(headline: string, findings: string, facts: RunFacts): Decision {
	return {
		kind: 'intent',
		intent: {
			kind: 'send-back',
			section: 'Ready Queue',
			agent: 'Worker',
			swarmStatus: 'Idle',
			completed: false,
			headline,
			facts: reviewFacts(facts),
			body: findings,
			findings,
		},
	};
}

function reviewFacts(facts: RunFacts): Fact[] {
	return [...branchFacts(facts), ...checkFacts(facts.checks), costFact(facts)];
}

function describeFinding({ file, line, severity, comment }: ReviewFinding): string {
	return `[${severity}] ${line === null || line === 0 ? file : `${file}:${line}`} – ${comment}`;
}
