import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AegisError } from '@aegis/shared/errors';

/** The folder everything of a demo is in; disposing removes it unless it is to be kept. */
export interface DemoHome extends Disposable {
	readonly root: string;
	readonly kept: boolean;
}

/** A fresh temporary folder, or the one to keep. Throws DEMO_FOLDER_NOT_EMPTY (exit 2). */
export function createDemoHome(cwd: string, keep: string | undefined): DemoHome {
	if (keep === undefined) {
		const root = realpathSync(mkdtempSync(join(tmpdir(), 'aegis-demo-')));
		return {
			root,
			kept: false,
			[Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
		};
	}
	const root = resolve(cwd, keep);
	mkdirSync(root, { recursive: true });
	if (readdirSync(root).length > 0) {
		throw new AegisError('DEMO_FOLDER_NOT_EMPTY', `The folder ${root} is not empty.`, {
			fix: 'Name a new folder with --keep, or empty this one.',
			exitCode: 2,
		});
	}
	return { root: realpathSync(root), kept: true, [Symbol.dispose]: () => {} };
}
