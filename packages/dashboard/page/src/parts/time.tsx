import { useNow } from '../data/clock.ts';
import { wordAge, wordDuration, wordSpan } from '../core/wording.ts';

/** A moment in words that keep up with the clock; the exact time on hover. */
export function Ago({ at }: { readonly at: number | null }) {
	const now = useNow();
	if (at === null) return <span className="quiet">–</span>;
	return (
		<time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>
			{wordAge(now - at)}
		</time>
	);
}

/** How long something has lasted, coarse. */
export function Lasting({ since }: { readonly since: number }) {
	const now = useNow();
	return (
		<time dateTime={new Date(since).toISOString()} title={new Date(since).toLocaleString()}>
			{wordSpan(now - since)}
		</time>
	);
}

/** How long something has been going on. */
export function Elapsed({ since, until = null }: { readonly since: number; readonly until?: number | null }) {
	const now = useNow();
	return (
		<time
			className="number"
			dateTime={new Date(since).toISOString()}
			title={new Date(since).toLocaleString()}
		>
			{wordDuration((until ?? now) - since)}
		</time>
	);
}
