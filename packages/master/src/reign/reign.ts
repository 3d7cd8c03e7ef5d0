import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StandbyNote } from '@aegis/shared/api';
import { AegisError } from '@aegis/shared/errors';
import type { Home } from '@aegis/shared/config';
import type { Logger } from '@aegis/shared/log';
import { holdStoreLease, lockFile, type FileLock, type StoreLocation } from '@aegis/shared/store';

/** Milliseconds without renewal after which a standby master takes over; its start comes on top. */
const ttlMs = 5_000;

/** The right to be the one active master. */
export interface Reign extends AsyncDisposable {
	/** False as soon as another may have it. Ask before every effect that no commit fences. */
	isProven(): boolean;
}

/** The lock of a home, held while a master of it runs. Processes of this home are supervised by its holder alone. */
export function lockHome(home: Home): Promise<FileLock> {
	return lockFile(join(home.run, 'master.lock'));
}

/**
 * Waits until this process may be the active master.
 *
 * SQLite lies in the home, so the home's lock decides, and a second master is refused: MASTER_RUNNING (exit 4).
 * PostgreSQL has a lease in the store itself: a second master waits for it. `onLost` is called once when it is lost.
 */
export async function beginReign(options: {
	home: Home;
	lock: FileLock;
	location: StoreLocation;
	log: Logger;
	signal: AbortSignal;
	onLost: (error: AegisError) => void;
}): Promise<Reign> {
	const { home, lock, location, log } = options;
	if (location.engine === 'sqlite') {
		if (!lock.held) throw alreadyRunning(home, lock.by);
		return { isProven: () => true, [Symbol.asyncDispose]: async () => {} };
	}
	using note = noteStandby(home);
	return await holdStoreLease(location, {
		ttlMs,
		signal: options.signal,
		onWait: (active) => {
			log.info({ active }, 'standing by: another master is active');
			note.write(active);
		},
		onLost: (why) =>
			options.onLost(
				new AegisError('LEASE_LOST', `The master's lease is lost: ${why}.`, {
					fix: 'Nothing to do: it starts again and stands by.',
				}),
			),
	});
}

/** Says to whoever starts or looks at this home, while it lasts, that its master stands by and for whom. */
function noteStandby(home: Home): Disposable & { write(active: string): void } {
	const file = join(home.run, 'standby.json');
	const remove = (): void => rmSync(file, { force: true });
	remove();
	return {
		write: (active) => writeFileSync(file, JSON.stringify({ active } satisfies StandbyNote), { mode: 0o600 }),
		[Symbol.dispose]: remove,
	};
}

function alreadyRunning(home: Home, by: { pid: number; host: string } | null): AegisError {
	const who = by === null ? '' : ` (process ${by.pid} on ${by.host})`;
	return new AegisError('MASTER_RUNNING', `Another master already runs for the home ${home.root}${who}.`, {
		fix: 'Stop it with `aegis down`, or give this one a home of its own with AEGIS_HOME. A standby needs PostgreSQL.',
		exitCode: 4,
	});
}
