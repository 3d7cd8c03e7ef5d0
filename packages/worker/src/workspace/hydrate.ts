import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckReport } from '@aegis/agents/agents';
import { listHydrationReads } from '../core/hydration-reads.ts';
import { lookAtUncommitted, noteMade } from './made.ts';
import type { Worktree } from './worktree.ts';

/**
 * Runs the hydration command once per tree and state of what it reads: another command, lock file, manifest or toolchain file,
 * by main or by the card itself, and it is run again. The mark that it was done lies with the notes of the tree, so the tree
 * stays clean and the mark goes when the tree goes.
 *
 * Returns the report of a command that failed, null when the tree is ready.
 */
export async function hydrate(
	tree: Pick<Worktree, 'adminDir' | 'git'>,
	command: string | null,
	run: (command: string) => Promise<CheckReport>,
): Promise<CheckReport | null> {
	if (command === null) return null;
	const marker = join(tree.adminDir, 'aegis-hydrated');
	const mark = await keyHydration(tree, command);
	if (readOrNull(marker) === mark) return null;
	const before = await lookAtUncommitted(tree.git);
	const report = await run(command);
	if (report.exitCode !== 0) return report;
	await noteMade(tree, before);
	writeFileSync(marker, mark);
	return null;
}

/** The command, and each file of the index that it may read, with its blob. */
async function keyHydration({ git }: Pick<Worktree, 'git'>, command: string): Promise<string> {
	const files = await git.text(['ls-files', '--stage', '-z', '--', ...listHydrationReads(command)]);
	return createHash('sha256').update(`${command}\n${files}`).digest('hex');
}

function readOrNull(file: string): string | null {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return null;
	}
}
