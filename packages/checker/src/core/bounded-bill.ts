import { dust, type Rule } from './rule.ts';

/** P4: no reservation goes past the card's cap, and no run's cost past its reservation and one turn. */
export function billIsBounded(): Rule {
	const runs = new Map<string, { readonly reserved: number; billed: number }>();
	return (effect) => {
		if (effect.kind === 'reserve') {
			runs.set(effect.run, { reserved: effect.usd, billed: 0 });
			return effect.spentUsd + effect.usd > effect.capUsd + dust ? 'reserved past the card’s cap' : null;
		}
		if (effect.kind !== 'turn') return null;
		const run = runs.get(effect.run);
		if (run === undefined) return null;
		if (run.billed > run.reserved + dust) return 'a turn is paid after the reservation was used up';
		run.billed += effect.usd;
		return null;
	};
}
