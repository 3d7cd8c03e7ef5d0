import {
	appendFileSync,
	copyFileSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readdirSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SessionCost } from '@aegis/agents/runner';
import type { Home } from '@aegis/shared/config';
import { readLedger, tellBegun, tellTotal } from '../core/session-cost.ts';

/** The coding CLI's own folder for a card: no card's agent reads or writes what another's said. */
export function placeSessions(home: Home, cardGid: string): string {
	return join(home.claude, 'cards', cardGid);
}

/**
 * The session to go on with; null when this machine does not have it (another worker ran the card before, or the home
 * is new): a fresh start costs less than a run that fails for it. One that lies where all cards' once did is copied.
 */
export function findSession(home: Home, cardGid: string, sessionId: string | null): string | null {
	if (sessionId === null || !isPlain(sessionId)) return null;
	const own = placeSessions(home, cardGid);
	if (findFile(own, sessionId) !== null) return sessionId;
	const old = findFile(home.claude, sessionId);
	if (old === null) return null;
	const copy = join(own, 'projects', basename(dirname(old)), basename(old));
	mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
	copyFileSync(old, copy);
	return sessionId;
}

function findFile(configDir: string, sessionId: string): string | null {
	const projects = join(configDir, 'projects');
	if (!existsSync(projects)) return null;
	const files = readdirSync(projects).map((folder) => join(projects, folder, `${sessionId}.jsonl`));
	return files.find((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) ?? null;
}

/**
 * What a session has cost in all so far: the CLI counts on from there when it is resumed. Of one whose ledger cannot be
 * read nothing is certain: its run is then counted by what is seen of itself.
 */
export function readSessionCost(home: Home, sessionId: string | null): SessionCost {
	if (sessionId === null || !isPlain(sessionId)) return readLedger('');
	try {
		return readLedger(readFileSync(file(home, sessionId), 'utf8'));
	} catch (error) {
		return { usd: 0, certain: (error as NodeJS.ErrnoException).code === 'ENOENT' };
	}
}

/** Notes that a run of a session begins. Until its total is heard nobody knows what the CLI has counted of it. */
export function beginSession(home: Home, sessionId: string, runId: string): void {
	if (isPlain(sessionId)) append(home, sessionId, tellBegun(runId));
}

/** Notes what a session has cost in all by the end of a run. */
export function writeSessionCost(
	home: Home,
	runId: string,
	said: { readonly sessionId: string | null; readonly sessionCostUsd: number | null },
): void {
	const { sessionId, sessionCostUsd } = said;
	if (sessionId === null || sessionCostUsd === null || !isPlain(sessionId)) return;
	append(home, sessionId, tellTotal(runId, sessionCostUsd));
}

function append(home: Home, sessionId: string, line: string): void {
	mkdirSync(join(home.runs, '.sessions'), { recursive: true, mode: 0o700 });
	appendFileSync(file(home, sessionId), line, { mode: 0o600 });
}

function file(home: Home, sessionId: string): string {
	return join(home.runs, '.sessions', sessionId);
}

function isPlain(sessionId: string): boolean {
	return /^[A-Za-z0-9-]{1,80}$/.test(sessionId);
}
