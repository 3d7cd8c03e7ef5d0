import { appendFileSync, readFileSync } from 'node:fs';
import { takePresence } from './presence.ts';

/** One line of the bill. `run` is the scope the process was started in, whose last part is the run's id. */
export interface BillLine {
	/** Milliseconds since the epoch. */
	readonly at: number;
	readonly kind: 'start' | 'turn' | 'end';
	readonly agent: string;
	readonly card: string;
	readonly session: string;
	readonly run: string;
	/** US dollars of this turn; 0 where it is none. */
	readonly usd: number;
	/** Runs of agents at the same card that were still alive when this one started. */
	readonly beside: readonly string[];
}

export interface Bill {
	turn(usd: number): void;
	end(): void;
}

/**
 * What the provider of the model would know: who started, each turn it charged, who ended. Written before a turn is
 * answered, so that no kill takes it back. Without a file nothing is written.
 */
export function openBill(
	file: string | null,
	who: { readonly agent: string; readonly card: string; readonly session: string },
): Bill {
	if (file === null) return { turn: () => {}, end: () => {} };
	const run = process.env['AEGIS_SCOPE'] ?? '';
	const write = (kind: BillLine['kind'], usd: number, beside: readonly string[] = []): void => {
		const line: BillLine = { at: Date.now(), kind, ...who, run, usd, beside };
		appendFileSync(file, `${JSON.stringify(line)}\n`);
	};
	const presence = takePresence(`${file}.present`, who.card, run);
	write('start', 0, presence.others);
	return {
		turn: (usd) => write('turn', usd),
		end: () => {
			write('end', 0);
			presence[Symbol.dispose]();
		},
	};
}

/** Reads a bill; an empty one where there is none yet. */
export function readBill(file: string): BillLine[] {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return [];
	}
	return text
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as BillLine);
}
