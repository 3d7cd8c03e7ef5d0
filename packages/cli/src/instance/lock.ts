import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AegisError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import { isSameProcessAlive, ownProcess, type ProcessIdentity } from '@aegis/shared/process';

const Owner = z.object({ pid: z.number(), startTime: z.string(), bootId: z.string(), host: z.string() });

/**
 * Makes this process the one instance of a home until disposed. A lock whose process is dead, or is another process
 * that got its pid, is taken over. Throws ALREADY_RUNNING (exit 1).
 */
export function lockHome(home: Home): Disposable {
	mkdirSync(home.run, { recursive: true, mode: 0o700 });
	const file = lockFile(home);
	const mine = `${file}.${process.pid}`;
	writeFileSync(mine, JSON.stringify(ownProcess()));
	try {
		for (let tries = 0; ; tries++) {
			if (linkExclusively(mine, file)) break;
			const owner = readOwner(file);
			if ((owner !== null && isSameProcessAlive(owner)) || tries > 20) throw alreadyRunning(home, owner);
			setAside(file, `${mine}.stale`);
		}
	} finally {
		rmSync(mine, { force: true });
	}
	return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** The process that runs this home now, or null. */
export function readLiveOwner(home: Home): ProcessIdentity | null {
	const owner = readOwner(lockFile(home));
	return owner !== null && isSameProcessAlive(owner) ? owner : null;
}

/** Moves a stale lock out of the way. One that a faster process took meanwhile is put back. */
function setAside(file: string, aside: string): void {
	try {
		renameSync(file, aside);
	} catch {
		return;
	}
	const moved = readOwner(aside);
	if (moved !== null && isSameProcessAlive(moved)) linkExclusively(aside, file);
	rmSync(aside, { force: true });
}

/** link(2) creates a file with its content in one step, or fails where it exists. */
function linkExclusively(from: string, to: string): boolean {
	try {
		linkSync(from, to);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

function readOwner(file: string): ProcessIdentity | null {
	try {
		return Owner.parse(JSON.parse(readFileSync(file, 'utf8')));
	} catch {
		return null;
	}
}

function lockFile(home: Home): string {
	return join(home.run, 'up.lock');
}

function alreadyRunning(home: Home, owner: ProcessIdentity | null): AegisError {
	return new AegisError(
		'ALREADY_RUNNING',
		`Aegis already runs for the home ${home.root}${owner === null ? '' : ` (process ${owner.pid})`}.`,
		{ fix: 'Look at it with `aegis status`, or stop it with `aegis down` first.' },
	);
}
