import type { Effect } from '@aegis/shared/effects';
import type { Rule, Testimony } from './rule.ts';

/**
 * P2: every run begins with a new epoch, no effect carries one older than the card's, no agent starts on a card while another lives there
 * (one on a machine that stands still does nothing, and must be gone before it does), and the board is written to in
 * the order in which it was decided; what the master gives once more, not knowing of its end, is in that order again.
 *
 * Where not every death is told, an agent counts as dead when its worker is known to be gone or its lease ran out; that
 * it did nothing afterwards is then what the epochs and the bill say.
 */
export function oneAgent({ deaths }: Testimony): Rule {
	const epochs = new Map<string, number>();
	/** The epoch the last run began with. */
	const begun = new Map<string, number>();
	const alive = new Map<string, { readonly run: string; readonly worker: string }>();
	const frozen = new Map<string, number>();
	const written = new Map<string, number>();
	return (effect) => {
		switch (effect.kind) {
			case 'epoch':
				if (effect.epoch < (epochs.get(effect.card) ?? 0)) return 'the epoch of the card fell';
				epochs.set(effect.card, effect.epoch);
				return null;
			case 'reserve': {
				const last = begun.get(effect.card) ?? 0;
				begun.set(effect.card, effect.epoch);
				return effect.epoch <= last
					? `a run begins with epoch ${effect.epoch}, one before it had ${last}`
					: null;
			}
			case 'spawn': {
				const other = alive.get(effect.card);
				alive.set(effect.card, effect);
				if (other !== undefined && (frozen.get(other.worker) ?? 0) <= effect.at)
					return `two agents live on one card: ${other.run} and ${effect.run}`;
				return findOld(effect);
			}
			case 'turn':
			case 'commit':
			case 'push':
			case 'landing':
			case 'merge':
				return findOld(effect);
			case 'frozen':
				frozen.set(effect.worker, effect.until);
				return null;
			case 'lost':
				if (!deaths) bury(effect.card, effect.run);
				return null;
			case 'dead':
				bury(effect.card, effect.run);
				return null;
			case 'started':
				for (const [card, { worker }] of alive) if (worker === effect.worker) alive.delete(card);
				return null;
			case 'base':
				written.set(effect.card, effect.seq);
				return null;
			case 'written': {
				const last = written.get(effect.card) ?? 0;
				written.set(effect.card, effect.seq);
				return effect.seq < last ? `command ${effect.seq} was carried out after ${last}` : null;
			}
			default:
				return null;
		}
	};

	function bury(card: string, run: string): void {
		if (alive.get(card)?.run === run) alive.delete(card);
	}

	function findOld({ epoch, card, kind }: Effect & { readonly epoch: number }): string | null {
		const now = epochs.get(card) ?? 0;
		return epoch < now ? `a ${kind} carries epoch ${epoch}, the card has ${now}` : null;
	}
}
