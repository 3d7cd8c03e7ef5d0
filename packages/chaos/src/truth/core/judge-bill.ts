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
 * B4 what is recorded of a card is no more than its bill, and no less than what runs that told their end were charged;
 *    which run it is counted to may differ: a session that is resumed tells its whole cost (P3).
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
		if (!known.has(run))
			problems.push({ promise: 'P3', card, what: `run ${run} was charged ${usd} and nobody knows of it` });
	}
	for (const card of new Set(runs.map(({ cardGid }) => cardGid))) {
		const own = runs.filter(({ cardGid }) => cardGid === card);
		const recorded = sum(own.map(({ costUsd }) => costUsd ?? 0));
		const all = sumBill(bill, card);
		const told = sum(
			own.filter(({ outcome }) => outcome === 'succeeded').map(({ runId }) => charged.get(runId)?.usd ?? 0),
		);
		if (recorded > all + dust || recorded < told - dust)
			problems.push({
				promise: 'P3',
				card,
				what: `${recorded} is recorded, ${all} was charged, ${told} of it to runs that told`,
			});
	}
	return problems;
}

function sum(amounts: readonly number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}

/** US dollars of a whole bill, or of one card's. */
export function sumBill(bill: readonly BillLine[], card?: string): number {
	return sum(bill.filter((line) => card === undefined || line.card === card).map(({ usd }) => usd));
}

/** The run's id at the end of its scope. */
function runIdOf(scope: string): string {
	return scope.split('/').at(-1) ?? scope;
}
