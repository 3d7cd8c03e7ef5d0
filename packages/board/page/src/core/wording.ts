/** Money as people write it: dollars to the cent, and what is less than half a cent as such. */
export function formatUsd(value: number): string {
	if (value > 0 && value < 0.005) return '<$0.01';
	return `$${value.toFixed(2)}`;
}

/** What is typed as money; null for an empty text, undefined for what is no amount. */
export function parseAmount(text: string): number | null | undefined {
	const bare = text
		.trim()
		.replace(/^\$\s*/, '')
		.replace(',', '.');
	if (bare === '') return null;
	const value = /^\d+(\.\d+)?$/.test(bare) ? Number(bare) : Number.NaN;
	return Number.isFinite(value) ? value : undefined;
}

/** How long ago, in the largest unit that says something; `now` and `then` in milliseconds. */
export function formatAgo(then: number, now: number): string {
	const seconds = Math.max(0, Math.round((now - then) / 1000));
	if (seconds < 45) return 'just now';
	if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
	if (seconds < 86_400) return `${Math.round(seconds / 3600)} h ago`;
	const days = Math.round(seconds / 86_400);
	return days === 1 ? 'yesterday' : `${days} days ago`;
}

/** Times inside a sentence that services wrote in UTC, in the reader's own clock. */
export function localTimes(text: string, show: (time: Date) => string): string {
	return text.replaceAll(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z/g, (found) => show(new Date(found)));
}

export function formatSize(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(0)} kB`;
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `1 card`, `2 cards`. */
export function count(n: number, noun: string): string {
	return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
