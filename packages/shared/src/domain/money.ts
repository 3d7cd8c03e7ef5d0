/**
 * US dollars as people read them on cards, pages and in terminals: to the cent; a part of a cent in full, as it is not
 * nothing; what is not known is said to be unknown.
 */
export function describeUsd(amount: number | null): string {
	if (amount === null) return 'unknown';
	return `$${amount.toFixed(amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2)}`;
}
