import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { signalProcess } from '../../src/process.ts';
import { listLiveRecords, type ChildSpec } from '../../src/supervision.ts';
import { makeTempDir } from './temp-dir.ts';

/** A shell script as a supervised child; its output is in `{folder}/{name}.log`. */
export function shellSpec(
	folder: string,
	name: string,
	script: string,
	more: Partial<ChildSpec> = {},
): ChildSpec {
	return {
		name,
		command: '/bin/sh',
		args: ['-c', script],
		env: { PATH: process.env['PATH'] ?? '', FOLDER: folder },
		logFile: join(folder, `${name}.log`),
		stopMs: 5_000,
		...more,
	};
}

/** A fixture program as a supervised child. */
export function fixtureSpec(
	folder: string,
	name: string,
	fixture: string,
	args: readonly string[],
	more: Partial<ChildSpec> = {},
): ChildSpec {
	const file = fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url));
	return { ...shellSpec(folder, name, ''), command: process.execPath, args: [file, ...args], ...more };
}

/** A folder for children and their records; whoever is still alive when a test ends early is killed. */
export function makeNursery(): { path: string } & Disposable {
	const folder = makeTempDir();
	return {
		path: folder.path,
		[Symbol.dispose]() {
			for (const { pid } of listLiveRecords(folder.path)) signalProcess(pid, 'SIGKILL');
			folder[Symbol.dispose]();
		},
	};
}
