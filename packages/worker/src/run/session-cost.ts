import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '@aegis/shared/config';

/** What a session has cost in all so far, in US dollars: the CLI counts on from there when it is resumed. */
export function readSessionCost(home: Home, sessionId: string | null): number {
	if (sessionId === null || !isPlain(sessionId)) return 0;
	try {
		return Number(readFileSync(file(home, sessionId), 'utf8')) || 0;
	} catch {
		return 0;
	}
}

export function writeSessionCost(home: Home, sessionId: string | null, costUsd: number | null): void {
	if (sessionId === null || costUsd === null || !isPlain(sessionId)) return;
	mkdirSync(join(home.runs, '.sessions'), { recursive: true, mode: 0o700 });
	writeFileSync(file(home, sessionId), String(costUsd));
}

function file(home: Home, sessionId: string): string {
	return join(home.runs, '.sessions', sessionId);
}

function isPlain(sessionId: string): boolean {
	return /^[A-Za-z0-9-]{1,80}$/.test(sessionId);
}
