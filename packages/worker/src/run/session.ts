import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';

/**
 * The session to go on with; null when this machine does not have it (another worker ran the card before, or the home
 * is new): a fresh start costs less than a run that fails for it.
 */
export function findSession(home: Home, sessionId: string | null): string | null {
	if (sessionId === null || !isPlain(sessionId)) return null;
	const projects = join(home.claude, 'projects');
	if (!existsSync(projects)) return null;
	const has = (folder: string): boolean => existsSync(join(projects, folder, `${sessionId}.jsonl`));
	return readdirSync(projects).some(has) ? sessionId : null;
}

/** What a session has cost in all so far, in US dollars: the CLI counts on from there when it is resumed. */
export function readSessionCost(home: Home, sessionId: string | null): number {
	if (sessionId === null || !isPlain(sessionId)) return 0;
	try {
		return Number(readFileSync(file(home, sessionId), 'utf8')) || 0;
	} catch {
		return 0;
	}
}

/**
 * Notes what a session has cost in all. It never falls: a worker that stood still may tell an older total, when the
 * session has been gone on with elsewhere.
 */
export function writeSessionCost(home: Home, sessionId: string | null, costUsd: number | null): void {
	if (sessionId === null || costUsd === null || !isPlain(sessionId)) return;
	if (costUsd <= readSessionCost(home, sessionId)) return;
	mkdirSync(join(home.runs, '.sessions'), { recursive: true, mode: 0o700 });
	writeFileSync(file(home, sessionId), String(costUsd));
}

function file(home: Home, sessionId: string): string {
	return join(home.runs, '.sessions', sessionId);
}

function isPlain(sessionId: string): boolean {
	return /^[A-Za-z0-9-]{1,80}$/.test(sessionId);
}
