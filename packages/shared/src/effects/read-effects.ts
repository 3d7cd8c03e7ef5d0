import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeChain, linkOf, type Linked } from './chain.ts';
import { keptFiles } from './effect-log.ts';
import { EffectRecord } from './effect.ts';

export interface ReadEffects {
	readonly records: readonly EffectRecord[];
	/** Lines that are no effect, beside torn ones at the end of a process's life. */
	readonly unreadable: number;
	/** Logs that are not as they were written, by the name of their service, with what is wrong. */
	readonly broken: readonly { readonly service: string; readonly what: string }[];
	/** The links of all records: the newest one somebody saw must be among them. */
	readonly links: ReadonlySet<string>;
}

/** Reads all logs of a folder; the order is that of the files. A line a killed process left unfinished is passed over. */
export function readEffects(folder: string): ReadEffects {
	const records: EffectRecord[] = [];
	const broken: { service: string; what: string }[] = [];
	const links = new Set<string>();
	let unreadable = 0;
	for (const [service, files] of filesByService(folder)) {
		const chain: Linked[] = [];
		for (const line of files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'))) {
			if (line === '') continue;
			const body = parse(line);
			const record = body === null ? null : EffectRecord.safeParse(body);
			// Cut off in the middle: not JSON at all. Anything else is a record nobody here understands.
			if (record === null) continue;
			const link = linkOf(line);
			links.add(link);
			if (record.success) records.push(record.data);
			else unreadable++;
			chain.push({ link, prev: textOf(body, 'prev'), life: textOf(body, 'life') });
		}
		const what = judgeChain(chain, { pruned: files.length > keptFiles });
		if (what !== null) broken.push({ service, what });
	}
	return { records, unreadable, broken, links };
}

/** The files of each service's log, oldest first: full ones carry the time they were closed. */
function filesByService(folder: string): Map<string, string[]> {
	const names = existsSync(folder) ? readdirSync(folder).sort() : [];
	const groups = Map.groupBy(
		names.filter((name) => name.endsWith('.jsonl')),
		(name) => name.replace(/(\.\d{13})?\.jsonl$/, ''),
	);
	const timeOf = (name: string): number => Number(/\.(\d{13})\.jsonl$/.exec(name)?.[1] ?? Infinity);
	for (const files of groups.values()) files.sort((a, b) => timeOf(a) - timeOf(b));
	return groups;
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

function textOf(body: unknown, name: string): string | undefined {
	const value =
		typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;
	return typeof value === 'string' ? value : undefined;
}
