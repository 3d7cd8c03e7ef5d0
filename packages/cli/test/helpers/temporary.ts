import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own, removed when disposed. */
export function createFolder(): { readonly path: string } & Disposable {
	const path = realpathSync(mkdtempSync(join(tmpdir(), 'aegis-cli-test-')));
	return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
