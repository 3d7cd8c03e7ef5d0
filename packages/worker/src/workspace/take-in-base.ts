import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '@aegis/shared/errors';
import { markPattern } from '../core/conflict-marks.ts';
import {
	describeConflict,
	describeUnmarked,
	findUndecided,
	isRenamed,
	readUnmerged,
	type MergeConflict,
} from '../core/merge-conflicts.ts';
import { treeMs, type GitResult } from '../git/git.ts';
import { readMade } from './made.ts';
import { findInTree } from './plain-file.ts';
import { listUntouched } from './stage-work.ts';
import type { Worktree } from './worktree.ts';

/** A merge that is one whatever the person's own settings say of merges. */
const merge = [
	'merge',
	'--quiet',
	'--no-edit',
	'--no-verify',
	'--ff',
	'--commit',
	'--no-squash',
	'--no-log',
	'--no-autostash',
	'--no-verify-signatures',
	'--no-rerere-autoupdate',
	'--strategy=ort',
];

/**
 * Brings a card's branch up to the base before a coder goes on, so that it repairs what will land.
 *
 * Returns the conflicts that are left in the worktree for the coder to resolve. Edits a killed run left behind win: where
 * they are in the way, nothing is merged now. Throws GIT_FAILED where git would not merge for another reason.
 */
export async function takeInBase(
	worktree: Worktree,
	base: string,
	baseName: string,
): Promise<MergeConflict[]> {
	if (isMerging(worktree)) return readDisputed(worktree);
	const { git } = worktree;
	const behind = await git.text(['rev-list', '--count', '--end-of-options', `HEAD..${base}`]);
	if (behind === '0') return [];
	const message = `Merge ${baseName} into ${worktree.branch}`;
	const run = () => git.run([...merge, '-m', message, '--end-of-options', base], { timeoutMs: treeMs });
	let end = await run();
	if (isInTheWay(end)) end = (await withoutUntouched(worktree, run)) ?? end;
	if (end.exitCode === 0) return [];
	const conflicts = isMerging(worktree) ? await findConflicts(worktree, baseName) : [];
	if (conflicts.length > 0) writeFileSync(disputedFile(worktree), JSON.stringify(conflicts));
	else if (!isInTheWay(end)) throw notMerged(worktree, baseName, end);
	return conflicts;
}

/**
 * The conflicts of an unfinished merge. Git forgets which they were once they are staged, and a coder may need more than one
 * attempt.
 */
export function readDisputed(worktree: Worktree): MergeConflict[] {
	const file = disputedFile(worktree);
	if (!isMerging(worktree) || !existsSync(file)) return [];
	const noted = JSON.parse(readFileSync(file, 'utf8')) as (MergeConflict | string)[];
	// Earlier versions noted the names of files with marks.
	return noted.map((one) =>
		typeof one === 'string' ? { path: one, unmarked: null, left: null, renamed: false } : one,
	);
}

/** What of an unfinished merge's conflicts without marks nobody has decided, in words. */
export async function listUndecided(worktree: Worktree): Promise<string[]> {
	const conflicts = readDisputed(worktree).filter(({ unmarked }) => unmarked !== null);
	if (conflicts.length === 0) return [];
	const unmerged = new Set(readUnmerged(await worktree.git.text(['ls-files', '--unmerged', '-z'])).keys());
	const content = new Map<string, string | null>();
	for (const { path } of conflicts) content.set(path, await identify(worktree, path));
	return findUndecided(conflicts, { unmerged, content }).map(describeConflict);
}

function isInTheWay({ exitCode, stderr }: GitResult): boolean {
	return exitCode !== 0 && /overwritten by merge/.test(stderr);
}

/**
 * Merges while the files are away that only end-of-line rules make other than their commit: git takes them for edits, and
 * for none where there is no file. Null where there are none.
 */
async function withoutUntouched(
	worktree: Worktree,
	run: () => Promise<GitResult>,
): Promise<GitResult | null> {
	const paths = await listUntouched(worktree.git, readMade(worktree).changed);
	if (paths.length === 0) return null;
	for (const path of paths) {
		const file = findInTree(worktree.path, path);
		if (file !== null) rmSync(file, { force: true });
	}
	const end = await run();
	// Those that the merge did not write; git says of a disputed one that it is, and leaves it as it is.
	const back = ['checkout-index', '--quiet', '-z', '--stdin'];
	await worktree.git.run(back, { input: paths.join('\0') });
	return end;
}

async function findConflicts(worktree: Worktree, baseName: string): Promise<MergeConflict[]> {
	const { git } = worktree;
	const unmerged = readUnmerged(await git.text(['ls-files', '--unmerged', '-z']));
	const paths = [...unmerged.keys()];
	if (paths.length === 0) return [];
	const grep = ['--literal-pathspecs', 'grep', '-I', '-l', '-z', '-E', '-e', markPattern, '--', ...paths];
	const marked = new Set((await git.run(grep)).stdout.split('\0'));
	const conflicts: MergeConflict[] = [];
	for (const [path, stages] of unmerged)
		conflicts.push({
			path,
			unmarked: marked.has(path) ? null : describeUnmarked(stages, baseName),
			left: await identify(worktree, path),
			renamed: isRenamed(stages),
		});
	return conflicts;
}

/** The id that a file's bytes would have; null where there is none. */
async function identify({ git }: Worktree, path: string): Promise<string | null> {
	const { exitCode, stdout } = await git.run(['hash-object', '--no-filters', '--', path]);
	return exitCode === 0 ? stdout.trim() : null;
}

function isMerging({ gitDir }: Worktree): boolean {
	return existsSync(join(gitDir, 'MERGE_HEAD'));
}

function disputedFile({ adminDir }: Worktree): string {
	return join(adminDir, 'aegis-conflicts');
}

function notMerged(
	{ branch }: Worktree,
	baseName: string,
	{ exitCode, stderr, stdout }: GitResult,
): AegisError {
	const said = (stderr.trim() === '' ? stdout : stderr).trim().slice(-400);
	return new AegisError(
		'GIT_FAILED',
		`${baseName} could not be merged into ${branch}: ${said === '' ? `git ended with ${exitCode}` : said}`,
		{ fix: 'Repair what git names, then retry the card.' },
	);
}
