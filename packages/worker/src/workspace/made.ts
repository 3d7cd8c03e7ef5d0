import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Git } from '../git/git.ts';
import type { Worktree } from './worktree.ts';

/** What a set-up or the checks made in a card's tree: nobody's work. Paths relative to its root. */
export interface Made {
	/** New files, and with a slash at their end folders that were new as a whole. */
	readonly added: readonly string[];
	/** Files of the commit that were rewritten, with the id of their bytes then. */
	readonly changed: Readonly<Record<string, string>>;
}

type Tree = Pick<Worktree, 'git' | 'adminDir'>;

/** What is uncommitted in a tree: new files and folders, and changed files. */
export interface Uncommitted {
	readonly added: ReadonlySet<string>;
	readonly changed: ReadonlySet<string>;
}

export async function lookAtUncommitted(git: Git): Promise<Uncommitted> {
	const others = ['ls-files', '--others', '--exclude-standard', '--directory', '--no-empty-directory', '-z'];
	const [added, changed] = await Promise.all([
		git.text(others),
		git.text(['diff-files', '--name-only', '-z', '--ignore-submodules=all']),
	]);
	return { added: split(added), changed: split(changed) };
}

/** Notes as made what is uncommitted now and was not `before`. It lies with the tree's own notes, where no agent writes. */
export async function noteMade({ git, adminDir }: Tree, before: Uncommitted): Promise<void> {
	const now = await lookAtUncommitted(git);
	const added = [...now.added].filter((path) => !before.added.has(path));
	const changed = [...now.changed].filter((path) => !before.changed.has(path));
	if (added.length === 0 && changed.length === 0) return;
	const known = readMade({ adminDir });
	const ids: Record<string, string> = { ...known.changed };
	for (const path of changed) {
		const { exitCode, stdout } = await git.run(['hash-object', '--no-filters', '--', path]);
		if (exitCode === 0) ids[path] = stdout.trim();
	}
	const made: Made = { added: [...new Set([...known.added, ...added])], changed: ids };
	writeFileSync(join(adminDir, 'aegis-made'), JSON.stringify(made));
}

export function readMade({ adminDir }: Pick<Worktree, 'adminDir'>): Made {
	try {
		return JSON.parse(readFileSync(join(adminDir, 'aegis-made'), 'utf8')) as Made;
	} catch {
		return { added: [], changed: {} };
	}
}

function split(text: string): Set<string> {
	return new Set(text.split('\0').filter((path) => path !== ''));
}
