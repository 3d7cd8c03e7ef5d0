import type { BillLine } from '@aegis/agents/simulated/bill';
import type { Problem } from './problem.ts';

/** A run as the master has it in the end. */
export interface RecordedRun {
	readonly runId: string;
	readonly cardGid: string;
	readonly outcome: string | null;
	readonly costUsd: number | null;
}

/** US dollars: the dust of sums. */
const dust = 1e-6;

/**
 * Holds what the provider charged against what was recorded.
 *
 * B1 no agent starts at a card while another lives there (P2);
 * B2 no turn of a run is charged after a later run of the card began (P2);
 * B3 every run that was charged is known (P3);
 * B4 a run that told its end is recorded at exactly its bill, any other at no more than it (P3).
 */
export function judgeBill(bill: readonly BillLine[], runs: readonly RecordedRun[]): Problem[] {
	const problems: Problem[] = [];
	const known = new Map(runs.map((run) => [run.runId, run]));
	const charged = new Map<string, { card: string; usd: number }>();
	const latest = new Map<string, string>();
	for (const line of bill) {
		const { card } = line;
		const run = runIdOf(line.run);
		if (line.kind === 'start') {
			if (line.beside.length > 0)
				problems.push({
					promise: 'P2',
					card,
					what: `run ${run} (${line.agent}) started while ${line.beside.map(runIdOf).join(', ')} lived`,
				});
			latest.set(card, run);
		}
		const sum = charged.get(run) ?? { card, usd: 0 };
		charged.set(run, { card, usd: sum.usd + line.usd });
		const newer = latest.get(card);
		if (line.kind === 'turn' && newer !== undefined && newer !== run)
			problems.push({ promise: 'P2', card, what: `run ${run} was charged after ${newer} had begun` });
	}
	for (const [run, { card, usd }] of charged) {
		const recorded = known.get(run);
		if (recorded === undefined) {
			problems.push({ promise: 'P3', card, what: `run ${run} was charged ${usd} and nobody knows of it` });
			continue;
		}
		const cost = recorded.costUsd ?? 0;
		const told = recorded.outcome === 'succeeded';
		if (cost > usd + dust || (told && cost < usd - dust))
			problems.push({
				promise: 'P3',
				card,
				what: `run ${run} (${recorded.outcome}) is recorded at ${cost} and was charged ${usd}`,
			});
	}
	return problems;
}

/** US dollars of a whole bill, or of one card's. */
export function sumBill(bill: readonly BillLine[], card?: string): number {
	return bill
		.filter((line) => card === undefined || line.card === card)
		.reduce((sum, line) => sum + line.usd, 0);
}

/** The run's id at the end of its scope. */
function runIdOf(scope: string): string {
	return scope.split('/').at(-1) ?? scope;
}
