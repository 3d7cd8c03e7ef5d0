import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EffectRecord } from './effect.ts';

export interface ReadEffects {
	readonly records: readonly EffectRecord[];
	/** Lines that are no effect, beside torn ones at the end of a process's life. */
	readonly unreadable: number;
}

/** Reads all logs of a folder; the order is that of the files. A line a killed process left unfinished is passed over. */
export function readEffects(folder: string): ReadEffects {
	const records: EffectRecord[] = [];
	let unreadable = 0;
	const names = existsSync(folder) ? readdirSync(folder).sort() : [];
	for (const name of names.filter((name) => name.endsWith('.jsonl'))) {
		for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
			if (line === '') continue;
			const body = parse(line);
			const record = body === null ? null : EffectRecord.safeParse(body);
			if (record?.success === true) records.push(record.data);
			// Cut off in the middle: not JSON at all. Anything else is a record nobody here understands.
			else if (record !== null) unreadable++;
		}
	}
	return { records, unreadable };
}

/**
 * Puts records in the order in which they happened: by the monotonic clock within one boot of one machine, by wall time
 * between machines.
 */
export function orderEffects(records: readonly EffectRecord[]): EffectRecord[] {
	const boots = new Set(records.map((record) => record.boot));
	return records.toSorted((a, b) => (boots.size === 1 ? 0 : a.at - b.at) || a.mono - b.mono);
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line) as unknown;
	} catch {
		return null;
	}
}
