import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RunContext } from './context.ts';
import { placeCommandHome } from './run-disk.ts';

const execute = promisify(execFile);
const copyMs = 10 * 60_000;

/**
 * Gives a card's tree its own copy of each cache the operator keeps filled, before the first program of it starts: what one
 * card does to a cache no other finds. Where the file system can, a copy shares its blocks (`cp --reflink`). One that cannot
 * be made is left out, and the run goes on with an empty folder there.
 */
export async function copyCaches(run: RunContext, tree: string): Promise<void> {
	if (run.machine.sandbox.mode === 'none') return;
	for (const { from, to } of placeCaches(run, tree)) {
		if (existsSync(to)) continue;
		run.held.assertMayGoOn();
		const unfinished = `${to}.${process.pid}`;
		rmSync(unfinished, { recursive: true, force: true });
		mkdirSync(unfinished, { recursive: true, mode: 0o700 });
		try {
			const args = ['-a', '--reflink=auto', '--', `${from}/.`, unfinished];
			await execute('cp', args, { timeout: copyMs, signal: run.held.signal });
		} catch (error) {
			run.held.assertMayGoOn();
			run.log.warn({ err: error, cache: from }, 'a cache could not be copied for the run');
			// Half a file in a cache may pass for a whole one.
			rmSync(unfinished, { recursive: true, force: true });
			mkdirSync(unfinished, { mode: 0o700 });
		}
		renameSync(unfinished, to);
	}
}

/** The copies that are there, each with the place where the operator's own is, which it stands for inside. */
export function findCaches(run: RunContext, tree: string): [copy: string, original: string][] {
	return placeCaches(run, tree).flatMap(({ from, to }) => (existsSync(to) ? [[to, from]] : []));
}

function placeCaches(run: RunContext, tree: string): { from: string; to: string }[] {
	const folder = join(placeCommandHome(run, tree), '.caches');
	return run.machine.caches.map((from) => ({
		from,
		to: join(folder, createHash('sha256').update(from).digest('hex').slice(0, 16)),
	}));
}
