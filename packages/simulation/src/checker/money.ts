import type { Rule } from './effect.ts';

/** Adding up dollars in binary is not exact. */
const dust = 1e-6;

interface Account {
	reserved: number;
	billed: number;
	lastTurn: number;
	heard: number;
	settled: boolean;
}

/** P3: money is reserved before an agent starts, and what a run is settled at is its bill, or all that was heard of it. */
export function spendIsRecorded(): Rule {
	const accounts = new Map<string, Account>();
	return (effect) => {
		switch (effect.kind) {
			case 'reserve':
				accounts.set(effect.run, {
					reserved: effect.usd,
					billed: 0,
					lastTurn: 0,
					heard: 0,
					settled: false,
				});
				return null;
			case 'spawn':
				return accounts.has(effect.run) ? null : 'an agent starts with no money reserved for it';
			case 'turn': {
				const account = accounts.get(effect.run);
				if (account === undefined) return 'a turn is paid that nothing was reserved for';
				account.billed += effect.usd;
				return null;
			}
			case 'heard-cost': {
				const account = accounts.get(effect.run);
				if (account !== undefined) account.heard = Math.max(account.heard, effect.usd);
				return null;
			}
			case 'settle': {
				const account = accounts.get(effect.run);
				if (account === undefined) return 'a run is settled that nothing was reserved for';
				if (account.settled) return 'a run is settled twice';
				account.settled = true;
				if (effect.known && Math.abs(effect.usd - account.billed) > dust)
					return `settled at ${effect.usd.toFixed(4)}, billed ${account.billed.toFixed(4)}`;
				if (effect.usd > account.billed + dust) return 'settled at more than was billed';
				return effect.usd < account.heard - dust ? 'spend that was heard of disappeared' : null;
			}
			default:
				return null;
		}
	};
}

/** P4: no reservation goes past the card's cap, and no run's bill past its reservation and one turn. */
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
