import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameProcessAlive } from '../process/identity.ts';

/** What is written down of a child so that a later supervisor can find it again, and never mistake a stranger for it. */
const ProcessRecord = z.object({
	name: z.string(),
	pid: z.number(),
	startTime: z.string(),
	bootId: z.string(),
	host: z.string(),
	/** A digest of how it was started: another configuration must not be adopted. */
	fingerprint: z.string(),
	startedAt: z.number(),
});
export type ProcessRecord = z.infer<typeof ProcessRecord>;

const suffix = '.pid.json';

export function writeRecord(folder: string, record: ProcessRecord): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = join(folder, record.name + suffix);
	writeFileSync(`${file}.tmp`, JSON.stringify(record));
	renameSync(`${file}.tmp`, file);
}

/** The record of a child that is alive now, or null: a stale or unreadable record counts as none. */
export function readLiveRecord(folder: string, name: string): ProcessRecord | null {
	try {
		const record = ProcessRecord.parse(JSON.parse(readFileSync(join(folder, name + suffix), 'utf8')));
		return isSameProcessAlive(record) ? record : null;
	} catch {
		return null;
	}
}

export function removeRecord(folder: string, name: string): void {
	rmSync(join(folder, name + suffix), { force: true });
}

/** All recorded children of a home that are alive now. */
export function listLiveRecords(folder: string): ProcessRecord[] {
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch {
		return [];
	}
	return names
		.filter((name) => name.endsWith(suffix))
		.map((name) => readLiveRecord(folder, name.slice(0, -suffix.length)))
		.filter((record) => record !== null);
}
