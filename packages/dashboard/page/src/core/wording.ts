/** Money for people, to the cent; what nobody knows is never shown as nothing. US dollars. */
export function wordMoney(usd: number | null): string {
	if (usd === null) return 'unknown';
	return usd > 0 && usd < 0.005 ? '<$0.01' : `$${usd.toFixed(2)}`;
}

/** A length of time, in milliseconds, in at most two units. */
export function wordDuration(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / 1_000));
	if (ms > 0 && ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
	const hours = Math.floor(minutes / 60);
	return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** How far a moment is from now, coarse: nobody reads seconds of an hour ago. Negative is still to come. */
export function wordAge(ms: number): string {
	const far = Math.abs(ms);
	const words = (amount: number, unit: string): string =>
		ms < 0 ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
	if (far < 5_000) return ms < 0 ? 'in a moment' : 'just now';
	if (far < 60_000) return words(Math.floor(far / 1_000), 's');
	if (far < 3_600_000) return words(Math.floor(far / 60_000), 'min');
	if (far < 172_800_000) return words(Math.floor(far / 3_600_000), 'h');
	return words(Math.floor(far / 86_400_000), 'days');
}

/** How long something has lasted, as coarse as an age. */
export function wordSpan(ms: number): string {
	return ms < 5_000 ? 'a moment' : wordAge(ms).replace(' ago', '');
}

/** An address a page may link to, or null: a board could answer `javascript:…`. */
export function checkLink(url: string | null): string | null {
	return url !== null && /^https?:\/\//i.test(url) ? url : null;
}

/** Counts with the right word: `1 worker`, `2 workers`. */
export function wordCount(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A reason without what the page says itself: moments in it become words of this reader's clock. */
export function wordReason(text: string, now: number): string {
	return text.replaceAll(/until (\d{4}-\d\d-\d\dT[\d:.]+Z)/g, (whole, iso: string) => {
		const at = Date.parse(iso);
		return Number.isNaN(at) ? whole : `— goes on ${wordAge(now - at)}`;
	});
}
