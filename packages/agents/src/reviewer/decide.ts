import type { Decision, RunFacts } from '../agent/decision.ts';
import { evidenceFacts, sendBack } from '../agent/send-back.ts';
import { areRed, bulletLines, describeRedChecks, toHeadline } from '../agent/wording.ts';
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
			facts: evidenceFacts(facts),
			...(findings === '' ? {} : { body: `Worth a thought, not worth waiting for:\n${findings}` }),
		},
	};
}

function describeFinding({ file, line, severity, comment }: ReviewFinding): string {
	return `[${severity}] ${line === null || line === 0 ? file : `${file}:${line}`} – ${comment}`;
}
