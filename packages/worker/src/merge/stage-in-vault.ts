import { AegisError } from '@aegis/shared/errors';
import { identity } from '../git/git.ts';
import type { RunContext } from '../run/context.ts';
import { openEnclosedGit } from '../vault/enclosed-git.ts';
import { bringIn, handOut, type Vault } from '../vault/vault.ts';
import { makeClone } from '../workspace/clone.ts';
import type { WorktreePlace } from '../workspace/paths.ts';
import type { Staged } from './stage.ts';

/**
 * Builds the merge commit in the vault, without a working tree and so without any program a tree could name; base, head and
 * message give the same commit every time, since who and when come from the head. What is to be tested is a clone of it.
 */
export async function stageInVault(
	run: RunContext,
	vault: Vault,
	place: WorktreePlace,
	merge: { readonly base: string; readonly head: string; readonly message: string },
): Promise<Staged> {
	const { repository, ends, config } = run;
	const { base, head } = merge;
	await bringIn(vault, repository, { sha: base, as: `base/${config.base_branch}` }, ends);
	await bringIn(vault, repository, { sha: head, as: place.branch }, ends);
	const tree = await mergeTree(vault, base, head);
	if (tree.kind === 'conflict') return tree;
	const sha = await commitTree(vault, tree.tree, merge);
	// It may be gone from the vault's refs; the person's repository has it before main is moved to it.
	await handOut(vault, repository, sha, ends);
	const git = openEnclosedGit(run, vault, place.path);
	await makeClone(vault, { ...place, git }, { branch: null, sha });
	return { kind: 'staged', sha, git };
}

/** git-merge-tree(1): exit 0 and the tree, or exit 1, the tree and the names of the files that conflict. */
async function mergeTree(
	vault: Vault,
	base: string,
	head: string,
): Promise<{ kind: 'tree'; tree: string } | { kind: 'conflict'; files: string[] }> {
	const options = ['--write-tree', '-z', '--name-only', '--no-messages'];
	const merged = await vault.git.run(['merge-tree', ...options, base, head], { timeoutMs: 120_000 });
	const [tree = '', ...files] = merged.stdout.split('\0').filter((part) => part !== '');
	if (merged.exitCode === 0 && tree !== '') return { kind: 'tree', tree: tree.trim() };
	if (merged.exitCode === 1 && files.length > 0) return { kind: 'conflict', files: [...new Set(files)] };
	throw new AegisError('GIT_FAILED', `The merge could not be built: ${merged.stderr.trim().slice(-500)}`, {
		fix: 'Repair what git names, then retry the card.',
	});
}

async function commitTree(
	vault: Vault,
	tree: string,
	{ base, head, message }: { readonly base: string; readonly head: string; readonly message: string },
): Promise<string> {
	const date = await vault.git.text(['log', '-1', '--format=%ct +0000', '--end-of-options', head]);
	const who = [
		`author ${identity.GIT_AUTHOR_NAME} <${identity.GIT_AUTHOR_EMAIL}> ${date}`,
		`committer ${identity.GIT_COMMITTER_NAME} <${identity.GIT_COMMITTER_EMAIL}> ${date}`,
	];
	const text = [`tree ${tree}`, `parent ${base}`, `parent ${head}`, ...who, '', `${message.trim()}\n`].join(
		'\n',
	);
	return vault.git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: text });
}
