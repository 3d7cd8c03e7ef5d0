import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateHome, type Home } from '@aegis/shared/config';

/** An installation's home in a folder of its own, removed on disposal. */
export function makeTempHome(): Home & Disposable {
	const root = mkdtempSync(join(tmpdir(), 'aegis-dashboard-'));
	return { ...locateHome(root), [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
