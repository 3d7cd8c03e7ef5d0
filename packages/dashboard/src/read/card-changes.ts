import { askGit } from './git.ts';

export interface ChangedCommit {
	readonly sha: string;
	readonly subject: string;
	readonly author: string;
	/** Milliseconds since the epoch. */
	readonly at: number;
}

/** What a card has changed: against the base branch while it is under way, or what it brought to it once merged. */
export interface CardChanges {
	readonly state: 'branch' | 'merged' | 'none';
	readonly branch: string;
	readonly base: string;
	readonly head: string | null;
	readonly commits: readonly ChangedCommit[];
	/** A unified diff: of all, or of the one commit that was asked for. */
	readonly diff: string;
	readonly truncated: boolean;
}

/** Characters of a diff that one answer holds. */
const maxDiff = 2_000_000;
const format = '--format=%H%x00%at%x00%an%x00%s';
const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--find-renames'];

/**
 * Reads a card's change from its repository. `commit` picks one of its commits; another one is as if none were picked.
 * On a machine that has not the card's branch, and before it has one, there is none.
 */
export async function readCardChanges(
	repository: string,
	base: { readonly name: string; readonly ref: string },
	cardGid: string,
	commit: string | null,
): Promise<CardChanges> {
	const branch = `feat/task-${cardGid}`;
	const none = {
		state: 'none',
		branch,
		base: base.name,
		head: null,
		commits: [],
		diff: '',
		truncated: false,
	} as const;
	const head = (
		await askGit(repository, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`])
	)?.trim();
	if (head !== undefined && head !== '') {
		const commits = await listCommits(repository, [`${base.ref}..${head}`]);
		if (commits.length > 0) {
			const range = commits.some(({ sha }) => sha === commit) ? [`${commit}^!`] : [`${base.ref}...${head}`];
			return { ...none, state: 'branch', head, commits, ...(await readDiff(repository, range)) };
		}
	}
	return (await readMerged(repository, base.ref, cardGid, commit, none)) ?? { ...none, head: head ?? null };
}

/** What of the card has landed on the base branch, told by the trailer that every commit of a card carries. */
async function readMerged(
	repository: string,
	baseRef: string,
	cardGid: string,
	commit: string | null,
	none: CardChanges,
): Promise<CardChanges | null> {
	const trailer = `--grep=^Aegis-Card: ${cardGid}$`;
	const commits = await listCommits(repository, [baseRef, trailer]);
	const [newest] = commits;
	const oldest = commits.at(-1);
	if (newest === undefined || oldest === undefined) return null;
	const one = commits.find(({ sha }) => sha === commit);
	const range = one === undefined ? [`${oldest.sha}^`, newest.sha] : [`${one.sha}^!`];
	return { ...none, state: 'merged', head: newest.sha, commits, ...(await readDiff(repository, range)) };
}

async function listCommits(repository: string, range: readonly string[]): Promise<ChangedCommit[]> {
	const text = (await askGit(repository, ['log', '--max-count=200', format, ...range, '--'])) ?? '';
	return text.split('\n').flatMap((line) => {
		const [sha, at, author, subject] = line.split('\0');
		if (sha === undefined || at === undefined || author === undefined || subject === undefined) return [];
		return [{ sha, at: Number(at) * 1_000, author, subject }];
	});
}

async function readDiff(
	repository: string,
	range: readonly string[],
): Promise<Pick<CardChanges, 'diff' | 'truncated'>> {
	const diff = await askGit(repository, ['diff', ...plain, ...range, '--']);
	if (diff === null) return { diff: '', truncated: true };
	return { diff: diff.slice(0, maxDiff), truncated: diff.length > maxDiff };
}
