import type { SessionCost } from '@aegis/agents/runner';

/**
 * A session's ledger is written line by line, never over: whoever is killed in between leaves all that was there, and
 * what a worker that stood still adds late lowers nothing.
 */
export function tellBegun(runId: string): string {
	return `began ${runId}\n`;
}

/** The total of the whole session, in US dollars, as its agent said it at the end of this run. */
export function tellTotal(runId: string, totalUsd: number): string {
	return `total ${runId} ${totalUsd}\n`;
}

/**
 * What a session has cost so far. It is certain once the last run that began said its total: that one holds whatever
 * the CLI kept of the runs before.
 */
export function readLedger(ledger: string): SessionCost {
	let usd = 0;
	let unheard: string[] = [];
	for (const line of ledger.split('\n')) {
		const [what, runId = '', total] = line.split(' ');
		if (what === 'began') unheard.push(runId);
		if (what === 'total') {
			usd = Math.max(usd, Number(total) || 0);
			unheard = unheard.slice(unheard.indexOf(runId) + 1);
		}
	}
	return { usd, certain: unheard.length === 0 };
}
