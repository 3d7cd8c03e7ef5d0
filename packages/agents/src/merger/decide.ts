import type { Decision, RunFacts } from '../agent/decision.ts';
import { evidenceFacts, sendBack } from '../agent/send-back.ts';
import { areRed, checkFacts, costFact, describeRedChecks, toHeadline } from '../agent/wording.ts';
import type { MergerAnswer } from './answer.ts';

/** Done is only what really landed: without merge evidence nothing counts as merged. */
export function decideMerger(answer: MergerAnswer, facts: RunFacts): Decision {
	if (answer.verdict === 'hold') return hold(answer, facts);
	if (facts.merge !== null) return done(answer, facts, facts.merge);
	if (facts.conflict !== undefined) {
		const evidence = `Merging the base branch into the card's branch gives a conflict:\n\n${facts.conflict.trim()}`;
		return sendBack(
			'The base branch moved and the change no longer fits on it, so it goes back.',
			evidence,
			facts,
		);
	}
	if (areRed(facts.checks)) {
		const evidence = `On top of the base branch the checks fail.\n\n${describeRedChecks(facts.checks)}`;
		return sendBack('On top of the base branch the checks fail, so it goes back.', evidence, facts);
	}
	return {
		kind: 'invalid',
		code: 'NOT_MERGED',
		message: 'The Merger agreed to merge, but the base branch did not move.',
	};
}

function done(answer: MergerAnswer, facts: RunFacts, merge: NonNullable<RunFacts['merge']>): Decision {
	const pushed = merge.pushed ? '' : ', not pushed';
	return {
		kind: 'intent',
		intent: {
			kind: 'done',
			section: 'Done',
			agent: null,
			swarmStatus: 'Complete',
			completed: true,
			headline: `Merged. ${toHeadline(answer.summary)}`,
			facts: [
				[
					'Merged into',
					`${merge.base} (${merge.mainBefore.slice(0, 8)} → ${merge.mainAfter.slice(0, 8)})${pushed}`,
				],
				...checkFacts(facts.checks),
				costFact(facts),
			],
		},
	};
}

function hold(answer: MergerAnswer, facts: RunFacts): Decision {
	return {
		kind: 'intent',
		intent: {
			kind: 'hold',
			section: 'Merging',
			agent: 'Merger',
			swarmStatus: 'Blocked',
			completed: false,
			headline: 'I stopped before the merge, because a person should look at this first.',
			facts: evidenceFacts(facts),
			body: answer.concern ?? answer.summary,
		},
	};
}
