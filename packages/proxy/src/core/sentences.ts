import type { Refusal } from './meter.ts';
import { toDollars } from '@aegis/shared/prices';

/** Why a call was not let through, as the CLI shows it and a person reads it. */
export function describeRefusal(refusal: Refusal): string {
	if (refusal.kind === 'unpriced') {
		return `Aegis does not know what the model ${refusal.model} costs, and this run has a spending cap: no call is made whose price is not known.`;
	}
	const { cap, spent, next } = refusal;
	if (spent >= cap) return `The run's spending cap of ${money(cap)} is used up (${money(spent)} spent).`;
	return `The next call is expected to cost about ${money(next)} and would pass the run's spending cap of ${money(cap)} (${money(spent)} spent).`;
}

function money(nano: number): string {
	const dollars = toDollars(nano);
	return `$${dollars < 0.1 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
}
