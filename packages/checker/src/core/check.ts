import type { Effect } from '@aegis/shared/effects';
import { commentsAreSingle, knowledgeGrows, peopleWin } from './board.ts';
import { billIsBounded } from './bounded-bill.ts';
import { cardsEnd, restartsConverge } from './ending.ts';
import { mainIsTested, mergesAreApproved } from './merging.ts';
import { oneAgent } from './one-agent.ts';
import { pausesHold } from './pauses.ts';
import { poisonIsSetAside } from './poison.ts';
import { spendIsRecorded } from './recorded-spend.ts';
import type { PromiseName, Rule, Testimony } from './rule.ts';

export interface Violation {
	readonly promise: PromiseName;
	readonly what: string;
	/** The place in the log of the effect that broke it. */
	readonly index: number;
	readonly effect: Effect;
}

const rules: readonly (readonly [PromiseName, (testimony: Testimony) => Rule])[] = [
	['P1', cardsEnd],
	['P2', oneAgent],
	['P3', spendIsRecorded],
	['P4', billIsBounded],
	['P5', mergesAreApproved],
	['P6', mainIsTested],
	['P7', restartsConverge],
	['P9', peopleWin],
	['P9', knowledgeGrows],
	['P9', pausesHold],
	['P10', poisonIsSetAside],
	['comments', commentsAreSingle],
];

/** Reads a log of effects from its beginning and says which promises were broken where, in that order. */
export function checkEffects(effects: readonly Effect[], testimony: Testimony): Violation[] {
	const checks = rules.map(([promise, rule]) => [promise, rule(testimony)] as const);
	const violations: Violation[] = [];
	for (const [index, effect] of effects.entries()) {
		for (const [promise, rule] of checks) {
			const what = rule(effect);
			if (what !== null) violations.push({ promise, what, index, effect });
		}
	}
	return violations;
}
