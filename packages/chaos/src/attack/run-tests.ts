import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTap, type TestEnd } from './core/case.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** Runs whole test files, all in one go, and tells how each test in them ended. */
export async function runTests(files: readonly string[]): Promise<TestEnd[]> {
	const there = files.filter((file) => existsSync(resolve(root, file)));
	if (there.length === 0) return [];
	const ava = resolve(root, 'node_modules/ava/entrypoints/cli.js');
	const text = await new Promise<string>((done, fail) => {
		const args = [ava, '--tap', ...there];
		execFile(
			process.execPath,
			args,
			{ cwd: root, maxBuffer: 256 * 1024 * 1024 },
			(_error, stdout, stderr) => {
				// Failing tests end it with an error too: what counts is whether it ran any.
				if (stdout.includes('TAP version')) done(stdout);
				else fail(new Error(`the tests could not be run: ${stderr.slice(0, 2_000)}`));
			},
		);
	});
	return readTap(text);
}
