import type { Rule } from './effect.ts';

/**
 * P2: no effect of a run carries an epoch older than the card's, no agent starts on a card while another lives there
 * (one on a machine that stands still does nothing, and must be gone before it does), and the board is written to in
 * the order in which it was decided.
 */
export function oneAgent(): Rule {
	const epochs = new Map<string, number>();
	const alive = new Map<string, { readonly run: string; readonly worker: string }>();
	const frozen = new Map<string, number>();
	const written = new Map<string, number>();
	return (effect) => {
		switch (effect.kind) {
			case 'epoch':
				if (effect.epoch < (epochs.get(effect.card) ?? 0)) return 'the epoch of the card fell';
				epochs.set(effect.card, effect.epoch);
				return null;
			case 'spawn': {
				const other = alive.get(effect.card);
				alive.set(effect.card, effect);
				if (other !== undefined && (frozen.get(other.worker) ?? 0) <= effect.at)
					return `two agents live on one card: ${other.run} and ${effect.run}`;
				return findOld(effect.epoch, effect);
			}
			case 'turn':
			case 'commit':
			case 'merge':
				return findOld(effect.epoch, effect);
			case 'frozen':
				frozen.set(effect.worker, effect.until);
				return null;
			case 'dead':
				if (alive.get(effect.card)?.run === effect.run) alive.delete(effect.card);
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

	function findOld(epoch: number, { card, kind }: { card: string; kind: string }): string | null {
		const now = epochs.get(card) ?? 0;
		return epoch < now ? `a ${kind} carries epoch ${epoch}, the card has ${now}` : null;
	}
}
