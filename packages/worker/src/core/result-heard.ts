/** What a heartbeat's answer says of runs. `settled` is missing where the master is of an earlier version. */
interface Renewal {
	readonly held: readonly string[];
	readonly lost: readonly string[];
	readonly settled?: readonly string[] | undefined;
}

/**
 * Whether the master has heard a result, so that it need not be told again. That a run is lost is no answer: its lease
 * may have run out while the result was on its way, and what it has cost must still be counted.
 */
export function isResultHeard(
	{ runId, costUsd }: { readonly runId: string; readonly costUsd: number | null },
	{ held, lost, settled }: Renewal,
): boolean {
	if (settled === undefined) return !held.includes(runId);
	// One that cannot tell its cost has nothing to add to a run that is over.
	return settled.includes(runId) || (costUsd === null && lost.includes(runId));
}
