import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContext } from '../run/context.ts';
import { openEnclosedGit } from '../vault/enclosed-git.ts';
import { openVault } from '../vault/vault.ts';
import { placeNotes } from './clone.ts';
import { readPlainFile } from './plain-file.ts';
import { removeLargeTree } from './remove-tree.ts';

/** Removes the card's clone, unless it holds changes, or commits other than `head`. Answers whether it is gone. */
export async function removeClone(run: RunContext, head: string): Promise<boolean> {
	const vault = await openVault(run.machine.home, run.repository);
	const { path, branch, adminDir } = placeNotes(run, vault, run.place);
	if (readPlainFile(join(path, '.git/refs/heads', branch))?.trim() !== head) return false;
	const git = openEnclosedGit(run, vault, path);
	const status = await git.run(['status', '--porcelain', '--untracked-files=normal']);
	if (status.exitCode !== 0 || status.stdout !== '') return false;
	await removeLargeTree(path);
	rmSync(adminDir, { recursive: true, force: true });
	for (const ref of [`refs/aegis/incoming/${branch}`, `refs/aegis/in/${branch}`])
		await vault.git.run(['update-ref', '-d', ref]);
	return true;
}
