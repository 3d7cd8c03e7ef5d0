import type { RunView } from '@aegis/shared/api';

/** A line of a bill. `usd` is null where a run of it does not know what it cost: unknown is not nothing. */
export interface CostLine {
	readonly name: string;
	readonly runs: number;
	readonly usd: number | null;
	/** Tokens read, from the cache or not, and written; of runs that nobody counted there are none in it. */
	readonly tokens: { readonly read: number; readonly cached: number; readonly written: number };
}

/** What a run may be named by. */
export type Named = Pick<RunView, 'agent' | 'cardName' | 'queuedAt' | 'models'>;

/** Sums runs up by what `nameOf` calls them, the dearest first; what is unknown comes before all. */
export function sumBy(
	runs: readonly Pick<RunView, keyof Named | 'costUsd' | 'state' | 'tokens'>[],
	nameOf: (run: Named) => string,
): CostLine[] {
	const lines = new Map<string, CostLine>();
	for (const run of runs) {
		if (run.state === 'queued') continue;
		const name = nameOf(run);
		const line = lines.get(name) ?? { name, runs: 0, usd: 0, tokens: none };
		const usd = line.usd === null || run.costUsd === null ? null : roundMoney(line.usd + run.costUsd);
		lines.set(name, { name, runs: line.runs + 1, usd, tokens: addTokens(line.tokens, run.tokens) });
	}
	return [...lines.values()].toSorted((a, b) => (b.usd ?? Infinity) - (a.usd ?? Infinity));
}

const none: CostLine['tokens'] = { read: 0, cached: 0, written: 0 };

function addTokens(sum: CostLine['tokens'], tokens: RunView['tokens']): CostLine['tokens'] {
	if (tokens === null) return sum;
	const { input, cacheRead, cacheWrite, output } = tokens;
	return {
		read: sum.read + input + cacheRead + cacheWrite,
		cached: sum.cached + cacheRead,
		written: sum.written + output,
	};
}

/** The share of what was read that came from the cache, in whole per cent; null where nothing was read. */
export function cacheShare({ read, cached }: CostLine['tokens']): number | null {
	return read === 0 ? null : Math.round((cached / read) * 100);
}

/** The models of a run in one word. */
export function modelOf({ models }: Pick<RunView, 'models'>): string {
	return models.length === 0 ? 'unknown' : models.join(' + ');
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
