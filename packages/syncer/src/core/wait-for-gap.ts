/** By then the master has noticed that Redis lost a command and has sent it again, or it never will. Milliseconds. */
const gapMs = 15_000;

/**
 * How long a command is to wait because one before it is missing, in milliseconds; 0 where none is, or where it has waited
 * enough. `at` is when it was kept; both are wall time, which may have jumped either way.
 */
export function waitForGap(first: { seq: number; at: number }, appliedSeq: number, now: number): number {
	if (first.seq <= appliedSeq + 1) return 0;
	return Math.max(0, gapMs - Math.abs(now - first.at));
}
