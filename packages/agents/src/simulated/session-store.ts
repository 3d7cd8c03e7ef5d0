import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where one session is kept, as the real CLI keeps it: one JSON line per entry. */
export interface Session {
	readonly id: string;
	readonly file: string;
	/** US dollars of all runs of this session that ended with a result. */
	readonly previousCostUsd: number;
}

/** Starts a session; null when its id is taken. */
export function startSession(configDir: string, cwd: string, id: string): Session | null {
	if (findSessionFile(configDir, id) !== null) return null;
	const folder = path.join(configDir, 'projects', cwd.replaceAll(/[^A-Za-z0-9]/g, '-'));
	mkdirSync(folder, { recursive: true });
	return { id, file: path.join(folder, `${id}.jsonl`), previousCostUsd: 0 };
}

/** Goes on with a session, whichever working directory it was started in; null when there is none. */
export function resumeSession(configDir: string, id: string): Session | null {
	const file = findSessionFile(configDir, id);
	if (file === null) return null;
	const totals = readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line.includes('"simulated-total"'))
		.map((line) => (JSON.parse(line) as { totalCostUsd: number }).totalCostUsd);
	return { id, file, previousCostUsd: totals.at(-1) ?? 0 };
}

export function remember(session: Session, entry: object): void {
	appendFileSync(session.file, `${JSON.stringify(entry)}\n`);
}

export function rememberTotal(session: Session, totalCostUsd: number): void {
	remember(session, { type: 'simulated-total', totalCostUsd });
}

/** Counts this run of an agent at a card, from 1; kept beside the sessions. */
export function countOccurrence(configDir: string, agent: string, cardGid: string): number {
	const folder = path.join(configDir, 'simulated-runs');
	mkdirSync(folder, { recursive: true });
	const file = path.join(folder, `${agent}-${cardGid}`.replaceAll(/[^A-Za-z0-9-]/g, '_'));
	appendFileSync(file, '.');
	return readFileSync(file, 'utf8').length;
}

function findSessionFile(configDir: string, id: string): string | null {
	const projects = path.join(configDir, 'projects');
	if (!existsSync(projects)) return null;
	for (const folder of readdirSync(projects)) {
		const file = path.join(projects, folder, `${id}.jsonl`);
		if (existsSync(file)) return file;
	}
	return null;
}
