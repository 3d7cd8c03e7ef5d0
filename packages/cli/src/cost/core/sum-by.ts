import type { RunView } from '@aegis/shared/api';

/** A line of a bill. `usd` is null where a run of it does not know what it cost: unknown is not nothing. */
export interface CostLine {
	readonly name: string;
	readonly runs: number;
	readonly usd: number | null;
}

/** Sums runs up by what `nameOf` calls them, the dearest first; what is unknown comes before all. */
export function sumBy(
	runs: readonly Pick<RunView, 'agent' | 'cardName' | 'queuedAt' | 'costUsd' | 'state'>[],
	nameOf: (run: Pick<RunView, 'agent' | 'cardName' | 'queuedAt'>) => string,
): CostLine[] {
	const lines = new Map<string, CostLine>();
	for (const run of runs) {
		if (run.state === 'queued') continue;
		const name = nameOf(run);
		const line = lines.get(name) ?? { name, runs: 0, usd: 0 };
		const usd = line.usd === null || run.costUsd === null ? null : roundMoney(line.usd + run.costUsd);
		lines.set(name, { name, runs: line.runs + 1, usd });
	}
	return [...lines.values()].toSorted((a, b) => (b.usd ?? Infinity) - (a.usd ?? Infinity));
}

/** The day a run was queued on, in this machine's time zone: 2030-01-31. */
export function dayOf(queuedAt: number): string {
	const at = new Date(queuedAt);
	const two = (part: number): string => String(part).padStart(2, '0');
	return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Takes the dust off that sums of binary fractions leave. */
function roundMoney(dollars: number): number {
	return Math.round(dollars * 1e9) / 1e9;
}
