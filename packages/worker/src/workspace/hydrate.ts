import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@aegis/agents/agents';

/**
 * Runs the hydration command once per worktree. The mark that it was done lies with git's own files about the
 * worktree, so the tree stays clean and the mark goes when the worktree goes.
 *
 * Returns the report of a command that failed, null when the worktree is ready.
 */
export async function hydrate(
	adminDir: string,
	command: string | null,
	run: (command: string) => Promise<CheckReport>,
): Promise<CheckReport | null> {
	if (command === null) return null;
	const marker = join(adminDir, 'aegis-hydrated');
	const mark = createHash('sha256').update(command).digest('hex');
	if (readOrNull(marker) === mark) return null;
	const report = await run(command);
	if (report.exitCode !== 0) return report;
	writeFileSync(marker, mark);
	return null;
}

function readOrNull(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
