/** Money for people; what nobody knows is never shown as nothing. */
export function wordMoney(usd) {
	if (usd === null) return 'unknown';
	return usd > 0 && usd < 0.005 ? '<$0.01' : `$${usd.toFixed(2)}`;
}

/** A length of time, in milliseconds, in at most two units. */
export function wordDuration(ms) {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	if (seconds < 60) return `${seconds}s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes}m ${seconds % 60}s`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours}h ${minutes % 60}m` : `${Math.floor(hours / 24)}d`;
}

/** How long ago something was, coarser than a duration: nobody reads seconds of an hour ago. */
export function wordAge(ms) {
	if (ms < 5_000) return 'just now';
	if (ms < 60_000) return `${Math.floor(ms / 1_000)}s ago`;
	if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}m ago`;
	return ms < 172_800_000 ? `${Math.floor(ms / 3_600_000)}h ago` : `${Math.floor(ms / 86_400_000)}d ago`;
}

/** An address a page may link to, or null: a board could answer `javascript:…`. */
export function checkLink(url) {
	return typeof url === 'string' && /^https?:\/\//i.test(url) ? url : null;
}

/** Counts with the right word: `1 worker`, `2 workers`. */
export function wordCount(count, noun) {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
