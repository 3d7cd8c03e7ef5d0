import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own, removed with everything in it on disposal. */
export function makeTempDir(): { path: string } & Disposable {
	const path = mkdtempSync(join(tmpdir(), 'aegis-'));
	return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
