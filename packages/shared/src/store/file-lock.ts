import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { ownProcess } from '../process/identity.ts';

const Holder = z.object({ pid: z.number(), host: z.string() });
export type LockHolder = z.infer<typeof Holder>;

export type FileLock =
	| { readonly held: true; release(): void }
	| { readonly held: false; readonly by: LockHolder | null };

/** Milliseconds a holder that is being killed gets to be gone. */
const patienceMs = 1_000;

/**
 * Takes a lock that the kernel gives back when its holder's process ends, however it ends: an exclusive transaction on
 * an empty SQLite file. There is nothing stale to reclaim and no pid to mistake for another's; who holds it is written
 * beside it for people. A holder that is paused holds it.
 */
export async function lockFile(file: string, waitMs = patienceMs): Promise<FileLock> {
	mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
	const deadline = performance.now() + waitMs;
	for (;;) {
		const release = tryLock(file);
		if (release !== null) return { held: true, release };
		if (performance.now() > deadline) return { held: false, by: readHolder(file) };
		await wait(50);
	}
}

function tryLock(file: string): (() => void) | null {
	const database = new Sqlite(file, { timeout: 0 });
	try {
		database.exec('BEGIN EXCLUSIVE');
	} catch (error) {
		database.close();
		if (String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY')) return null;
		throw error;
	}
	writeFileSync(holderFile(file), JSON.stringify(ownProcess()), { mode: 0o600 });
	return () => {
		rmSync(holderFile(file), { force: true });
		database.close();
	};
}

function readHolder(file: string): LockHolder | null {
	try {
		return Holder.parse(JSON.parse(readFileSync(holderFile(file), 'utf8')));
	} catch {
		return null;
	}
}

function holderFile(file: string): string {
	return `${file}.json`;
}
