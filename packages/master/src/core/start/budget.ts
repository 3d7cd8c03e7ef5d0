import type { CardState } from '../card/card-state.ts';
import { maxCostOf } from '../person/permission.ts';
import type { ProjectSettings } from '../card/settings.ts';

/** Less than this is not worth starting an agent for: one model turn costs more. US dollars. */
export const smallestReservationUsd = 0.01;

/** Takes the dust off that sums of binary fractions leave: US dollars to a billionth. */
export function addMoney(a: number, b: number): number {
	return Math.round((a + b) * 1e9) / 1e9;
}

/** What is left to reserve for the next run; 0 when the budget is reached. */
export function remainingBudget(state: CardState, settings: ProjectSettings): number {
	const maxUsd = maxCostOf(state, settings);
	if (state.exhaustedAtUsd !== null && maxUsd <= state.exhaustedAtUsd) return 0;
	const left = maxUsd - state.spentUsd;
	return left < smallestReservationUsd ? 0 : left;
}
