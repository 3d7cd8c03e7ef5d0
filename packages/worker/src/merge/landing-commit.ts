import type { MergeStyle } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { addHeadTrailer } from '../core/trailers.ts';
import { identity, type Git } from '../git/git.ts';

/** What one card brings to the base. */
export interface CardLanding {
	/** Commit it is built on: the base, or the landing of the card before it. */
	readonly base: string;
	/** The card's branch as it was looked at, with every attempt on it. */
	readonly head: string;
	readonly style: MergeStyle;
	/** With the trailers of its card and run. */
	readonly message: string;
}

export type BuiltLanding =
	| { readonly kind: 'built'; readonly sha: string; readonly tree: string }
	/** The files that conflict, with the kind where it leaves no marks. */
	| { readonly kind: 'conflict'; readonly files: readonly string[] };

/**
 * Builds the commit that lands a card, as objects alone: no ref, no working tree. The same input gives the same commit
 * every time, since who and when come from the head.
 *
 * What lands is the card's last tree as one commit: nothing that an earlier attempt had and a later one took out, no key
 * and no red commit, is reachable from it. `merge`: a merge of base and that commit; `squash` and `rebase`: one commit on
 * the base. The trailer `Aegis-Head` of the landing names the branch's commit, which nothing else leads to.
 *
 * Throws GIT_FAILED.
 */
export async function buildLanding(git: Git, landing: CardLanding): Promise<BuiltLanding> {
	const { base, head, style, message } = landing;
	const squashed = await squashCard(git, landing);
	const merged = await mergeTree(git, base, squashed);
	if (merged.kind === 'conflict') return merged;
	const { tree } = merged;
	const parents = style === 'merge' ? [base, squashed] : [base];
	const sha = await writeCommit(git, { tree, parents, head, message: addHeadTrailer(message, head) });
	return { kind: 'built', sha, tree };
}

/** The card as one commit, on the commit of the base that it was last brought up to. */
async function squashCard(git: Git, { base, head, message }: CardLanding): Promise<string> {
	const fork = await git.run(['merge-base', '--end-of-options', base, head]);
	if (fork.exitCode !== 0)
		throw failed(`${head.slice(0, 8)} and ${base.slice(0, 8)} have no commit in common`);
	const tree = await git.text(['rev-parse', '--verify', '--end-of-options', `${head}^{tree}`]);
	return writeCommit(git, { tree, parents: [fork.stdout.trim()], head, message });
}

/**
 * git-merge-tree(1): exit 0 and the tree; or exit 1, the tree, the names of the files that conflict, an empty entry, and
 * for each message the number of its paths, these, its short kind and its text.
 */
async function mergeTree(
	git: Git,
	base: string,
	head: string,
): Promise<{ kind: 'tree'; tree: string } | { kind: 'conflict'; files: string[] }> {
	const options = ['--write-tree', '-z', '--name-only', '--messages'];
	const merged = await git.run(['merge-tree', ...options, base, head], { timeoutMs: 120_000 });
	const [tree = '', ...rest] = merged.stdout.split('\0');
	if (merged.exitCode === 0 && tree !== '') return { kind: 'tree', tree: tree.trim() };
	const end = rest.indexOf('');
	const files = [...new Set(end === -1 ? rest : rest.slice(0, end))].filter((file) => file !== '');
	if (merged.exitCode === 1 && files.length > 0) {
		const kinds = end === -1 ? new Map<string, string>() : readKinds(rest.slice(end + 1));
		return {
			kind: 'conflict',
			files: files.map((file) => (kinds.has(file) ? `${file} (${kinds.get(file)})` : file)),
		};
	}
	throw failed(merged.stderr.trim().slice(-500));
}

/** What kind of conflict a file has; of those that git marks in the file nothing is said. */
function readKinds(words: readonly string[]): Map<string, string> {
	const kinds = new Map<string, string>();
	for (let at = 0; at < words.length;) {
		const count = Number(words[at]);
		if (!Number.isInteger(count) || words[at] === '') break;
		const paths = words.slice(at + 1, at + 1 + count);
		const kind = /^CONFLICT \((.+)\)$/.exec(words[at + 1 + count] ?? '')?.[1];
		if (kind !== undefined && kind !== 'contents') for (const path of paths) kinds.set(path, kind);
		at += count + 3;
	}
	return kinds;
}

async function writeCommit(
	git: Git,
	commit: { tree: string; parents: readonly string[]; head: string; message: string },
): Promise<string> {
	const date = await git.text(['log', '-1', '--format=%ct +0000', '--end-of-options', commit.head]);
	const text = [
		`tree ${commit.tree}`,
		...commit.parents.map((parent) => `parent ${parent}`),
		`author ${identity.GIT_AUTHOR_NAME} <${identity.GIT_AUTHOR_EMAIL}> ${date}`,
		`committer ${identity.GIT_COMMITTER_NAME} <${identity.GIT_COMMITTER_EMAIL}> ${date}`,
		'',
		`${commit.message.trim()}\n`,
	].join('\n');
	return git.text(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: text });
}

function failed(why: string): AegisError {
	return new AegisError('GIT_FAILED', `The merge could not be built: ${why}`, {
		fix: 'Repair what git names, then retry the card.',
	});
}
