import { existsSync, readFileSync } from 'node:fs';
import type { EffectRecord } from '@aegis/shared/effects';
import { z } from 'zod';

/** A line of the bill the stand-in for the model writes. `run` is the scope of the process; its last part is the run's id. */
const BillLine = z.object({
	at: z.number(),
	kind: z.enum(['start', 'turn', 'end']),
	run: z.string(),
	usd: z.number(),
	beside: z.array(z.string()).default([]),
});

export interface Bill {
	readonly turns: readonly { readonly at: number; readonly run: string; readonly usd: number }[];
	/** Agents that were started while others lived at the same card. */
	readonly beside: readonly { readonly run: string; readonly others: readonly string[] }[];
}

/** Reads a model provider's bill; a last line that is not whole yet is passed over. */
export function readBill(file: string): Bill {
	const lines = (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n').flatMap((line) => {
		try {
			return [BillLine.parse(JSON.parse(line))];
		} catch {
			return [];
		}
	});
	return {
		turns: lines
			.filter(({ kind }) => kind === 'turn')
			.map(({ at, run, usd }) => ({ at, run: lastPart(run), usd })),
		beside: lines
			.filter(({ beside }) => beside.length > 0)
			.map(({ run, beside }) => ({ run: lastPart(run), others: beside.map(lastPart) })),
	};
}

/** Turns as records: which card and epoch a run was for, its reservation says. */
export function tellTurns(bill: Bill, effects: readonly EffectRecord[]): EffectRecord[] {
	const [witness] = effects;
	if (witness === undefined) return [];
	const runs = new Map(
		effects.flatMap((effect) => (effect.kind === 'reserve' ? [[effect.run, effect] as const] : [])),
	);
	return bill.turns.map(({ at, run, usd }) => {
		const { card = '', epoch = 0 } = runs.get(run) ?? {};
		// The bill knows wall time only.
		const mono = witness.mono + at - witness.at;
		return { kind: 'turn', at, mono, boot: witness.boot, pid: 0, service: 'bill', card, run, epoch, usd };
	});
}

function lastPart(scope: string): string {
	return scope.slice(scope.lastIndexOf('/') + 1);
}
