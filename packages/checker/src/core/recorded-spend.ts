import { dust, type Rule, type Testimony } from './rule.ts';

interface Account {
	readonly card: string;
	billed: number;
	heard: number;
	settled: number | null;
	/** What its worker wrote down durably. */
	reported: number | null;
}

/**
 * P3: money is reserved before an agent starts; what a run is settled at is its bill, or all that was heard of it; and
 * what a worker has written down is recorded in the end.
 */
export function spendIsRecorded({ bill }: Testimony): Rule {
	const accounts = new Map<string, Account>();
	return (effect) => {
		switch (effect.kind) {
			case 'reserve': {
				const { run, card } = effect;
				accounts.set(run, { card, billed: 0, heard: 0, settled: null, reported: null });
				return null;
			}
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
				return judgeSettlement(account, effect.usd, effect.known);
			}
			case 'settle-late': {
				const account = accounts.get(effect.run);
				if (account === undefined || account.settled === null) return 'settled late, but not before';
				if (effect.usd < account.settled - dust && effect.metered !== true)
					return 'settled late at less than before';
				account.settled = effect.usd;
				return null;
			}
			case 'reported': {
				const account = accounts.get(effect.run);
				if (account !== undefined) account.reported = effect.usd;
				return null;
			}
			case 'rest':
				return findUnrecorded(effect.card);
			default:
				return null;
		}
	};

	function judgeSettlement({ billed, heard }: Account, usd: number, known: boolean): string | null {
		if (bill === 'exact' && known && Math.abs(usd - billed) > dust)
			return `settled at ${usd.toFixed(4)}, billed ${billed.toFixed(4)}`;
		if (bill !== 'none' && usd > billed + dust) return 'settled at more than was billed';
		return usd < heard - dust ? 'spend that was heard of disappeared' : null;
	}

	function findUnrecorded(card: string): string | null {
		for (const [run, { card: of, reported, settled, billed }] of accounts) {
			if (of !== card || reported === null) continue;
			if (settled === null || settled < reported - dust)
				return `${run} is recorded at ${String(settled)}, its worker said ${reported.toFixed(4)}`;
			if (bill === 'exact' && Math.abs(settled - reported) > dust)
				return `${run} is recorded at ${settled.toFixed(4)}, its worker said ${reported.toFixed(4)}`;
			if (bill === 'exact' && Math.abs(reported - billed) > dust)
				return `${run} was billed ${billed.toFixed(4)}, its worker said ${reported.toFixed(4)}`;
		}
		return null;
	}
}
