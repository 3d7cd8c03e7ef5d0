import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSameProcessAlive, ownProcess, type ProcessIdentity } from '@aegis/shared/process';
import { Mutex } from './mutex.ts';

const mutex = new Mutex();

/**
 * Runs the body while no other run, in this process or another of this machine, changes the repository's worktrees or
 * base branch. A lock whose holder is dead is taken over.
 */
export function lockRepository<T>(
	commonDir: string,
	signal: AbortSignal,
	body: () => Promise<T>,
): Promise<T> {
	return mutex.run(commonDir, async () => {
		const file = join(commonDir, 'aegis.lock');
		while (!tryLock(file)) {
			signal.throwIfAborted();
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		try {
			return await body();
		} finally {
			rmSync(file, { force: true });
		}
	});
}

function tryLock(file: string): boolean {
	try {
		writeFileSync(file, JSON.stringify(ownProcess()), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	const held = readText(file);
	if (held === null || held === '' || isHolderAlive(held)) return false;
	// Renamed, not removed: of two that see the dead holder only one moves this very file.
	const aside = `${file}.${process.pid}`;
	try {
		renameSync(file, aside);
	} catch {
		return false;
	}
	const moved = readText(aside);
	// A third took it over between look and move: give it back.
	if (moved !== null && moved !== held) renameSync(aside, file);
	else rmSync(aside, { force: true });
	return false;
}

function readText(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}

function isHolderAlive(text: string): boolean {
	try {
		return isSameProcessAlive(JSON.parse(text) as ProcessIdentity);
	} catch {
		return false;
	}
}
