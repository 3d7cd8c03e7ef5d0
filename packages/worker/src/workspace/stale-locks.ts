import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Repository } from '../git/repository.ts';
import type { WorktreePlace } from './paths.ts';

/** A lock that is older was left by a git that was killed. Milliseconds. */
const staleMs = 5_000;
const lookMs = 50;

/**
 * Frees what a killed git has locked of a card's own: its index, its HEAD and its branch. Only this card's runs work
 * there, one at a time; a lock that may still be somebody's is waited for, at most five seconds. What the whole repository
 * shares may be a person's, and stays.
 */
export async function freeStaleLocks(
	repository: Repository,
	place: WorktreePlace,
	signal: AbortSignal,
): Promise<void> {
	const locks = [
		join(place.adminDir, 'index.lock'),
		join(place.adminDir, 'HEAD.lock'),
		join(repository.commonDir, 'refs/heads', `${place.branch}.lock`),
	];
	for (const lock of locks) await outwait(lock, signal);
}

async function outwait(lock: string, signal: AbortSignal): Promise<void> {
	for (;;) {
		const stat = statSync(lock, { throwIfNoEntry: false });
		if (stat === undefined) return;
		// A clock that was set back makes no lock eternal.
		if (Math.abs(Date.now() - stat.mtimeMs) > staleMs) return rmSync(lock, { force: true });
		await sleep(lookMs, undefined, { signal });
	}
}
