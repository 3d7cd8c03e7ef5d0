/**
 * Seconds this machine's clock is certainly ahead of (positive) or behind a server's, from the `Date` header of an
 * answer and the wall time in milliseconds before and after; 0 where they may agree, null where the header says nothing.
 */
export function measureSkew(date: string | null, sentAt: number, receivedAt: number): number | null {
	const start = date === null ? Number.NaN : Date.parse(date);
	if (Number.isNaN(start)) return null;
	// The header names a whole second, which the answer was made in.
	const least = sentAt - (start + 1_000);
	const most = receivedAt - start;
	if (least > 0) return Math.round(least / 1_000);
	return most < 0 ? Math.round(most / 1_000) : 0;
}
