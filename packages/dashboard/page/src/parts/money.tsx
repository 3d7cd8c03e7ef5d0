import { wordMoney } from '../core/wording.ts';

/** What a card has cost against its cap, in words and as a bar. US dollars. */
export function Budget({ spent, cap }: { readonly spent: number; readonly cap: number }) {
	const share = cap > 0 ? Math.min(spent / cap, 1) : 0;
	const level = share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : 'good';
	return (
		<span className="budget" title={`${wordMoney(spent)} of ${wordMoney(cap)} spent`}>
			<span className="number">
				{wordMoney(spent)} <span className="quiet">of {wordMoney(cap)}</span>
			</span>
			<span className={`bar ${level}`} aria-hidden="true">
				<span style={{ width: `${share * 100}%` }} />
			</span>
		</span>
	);
}
