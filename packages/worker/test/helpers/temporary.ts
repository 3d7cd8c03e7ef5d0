import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';

/** A folder that is gone when the test is over. */
export function temporaryFolder(t: ExecutionContext): string {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'aegis-worker-')));
	t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }));
	return folder;
}

/** True once the hanging agent's daemon, a `sleep`, is among these processes. */
export function hasDaemon(pids: readonly number[]): boolean {
	return pids.some((pid) => {
		try {
			return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sleep\n';
		} catch {
			return false;
		}
	});
}
