import type { Rule } from './effect.ts';

/** Adding up dollars in binary is not exact. */
const dust = 1e-6;

interface Account {
	reserved: number;
	billed: number;
	lastTurn: number;
	heard: number;
	settled: number | null;
	/** What its worker wrote down durably. */
	reported: number | null;
}

/**
 * P3: money is reserved before an agent starts; what a run is settled at is its bill, or all that was heard of it; and
 * what a worker has written down is recorded in the end.
 */
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
					settled: null,
					reported: null,
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
				if (account.settled !== null) return 'a run is settled twice';
				account.settled = effect.usd;
				if (effect.known && Math.abs(effect.usd - account.billed) > dust)
					return `settled at ${effect.usd.toFixed(4)}, billed ${account.billed.toFixed(4)}`;
				if (effect.usd > account.billed + dust) return 'settled at more than was billed';
				return effect.usd < account.heard - dust ? 'spend that was heard of disappeared' : null;
			}
			case 'settle-late': {
				const account = accounts.get(effect.run);
				if (account === undefined || account.settled === null) return 'settled late, but not before';
				account.settled = effect.usd;
				return null;
			}
			case 'reported': {
				const account = accounts.get(effect.run);
				if (account !== undefined) account.reported = effect.usd;
				return null;
			}
			case 'rest':
				return findUnrecorded();
			default:
				return null;
		}
	};

	function findUnrecorded(): string | null {
		for (const [run, { reported, settled, billed }] of accounts) {
			if (reported === null) continue;
			if (settled === null || Math.abs(settled - reported) > dust)
				return `${run} is recorded at ${String(settled)}, its worker said ${reported.toFixed(4)}`;
			if (Math.abs(reported - billed) > dust) return `${run} was billed ${billed.toFixed(4)}`;
		}
		return null;
	}
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
