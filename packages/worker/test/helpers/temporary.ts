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

/** Waits for a condition instead of hoping; fails after `timeoutMs`. */
export async function waitUntil<T>(
	what: string,
	look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
	timeoutMs = 30_000,
): Promise<T> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		const seen = await look();
		if (seen !== null && seen !== undefined && seen !== false) return seen;
		if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
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
