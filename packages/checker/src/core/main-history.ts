/** A commit on a base branch's own line. */
export interface MainCommit {
	readonly sha: string;
	readonly parents: readonly string[];
	/** The run it says it came from; empty: it does not say. */
	readonly run: string;
	readonly author: string;
	readonly committerEmail: string;
	readonly subject: string;
}

/** A base branch somewhere: here, or on the project's remote. */
export interface MainLine {
	/** Where it was read, in words. */
	readonly where: string;
	/** Newest first. */
	readonly commits: readonly MainCommit[];
}

export interface JudgedMain {
	readonly violations: readonly string[];
	/** What people put on main past Aegis: theirs to do, and said. */
	readonly beside: readonly string[];
}

/** Who commits what Aegis lands (`worker/src/git/git.ts`). */
const ownEmail = 'aegis@localhost';

/**
 * P6 as main itself tells it: each commit on its own line since the first landing was landed by Aegis, or is a person's.
 *
 * A commit nobody landed is a violation when it passes for Aegis's (its trailers, its committer), when it is a run's own
 * work that came to main by itself, or on a branch the operator calls protected; otherwise it is named. What was landed
 * and is on no line any more is a violation too.
 */
export function judgeMainHistory(
	lines: readonly MainLine[],
	told: {
		/** Where main was after each landing. */
		readonly landed: ReadonlySet<string>;
		/** Heads of cards' branches, as their workers told. */
		readonly work: ReadonlySet<string>;
		/** The operator lets nobody but Aegis put anything on main. */
		readonly protectedMain: boolean;
	},
): JudgedMain {
	const violations = new Set<string>();
	const beside = new Set<string>();
	for (const { where, commits } of lines) {
		const oldest = commits.findLastIndex(({ sha }) => told.landed.has(sha));
		for (const commit of commits.slice(0, Math.max(0, oldest))) {
			if (told.landed.has(commit.sha) || commit.run !== '') continue;
			const name = `${commit.sha.slice(0, 12)} “${commit.subject}” by ${commit.author}`;
			const why = told.work.has(commit.sha)
				? 'a run’s work that nobody landed'
				: commit.committerEmail === ownEmail
					? 'it passes for Aegis’s, and nobody landed it'
					: told.protectedMain
						? 'nobody landed it, and main is protected'
						: null;
			if (why === null) beside.add(`${where} holds ${name}: not by Aegis`);
			else violations.add(`${where} holds ${name}: ${why}`);
		}
	}
	const present = new Set(lines.flatMap(({ commits }) => commits.map(({ sha }) => sha)));
	if (lines.length > 0)
		for (const sha of told.landed)
			if (!present.has(sha)) violations.add(`${sha.slice(0, 12)} was landed and is not on main any more`);
	return { violations: [...violations], beside: [...beside] };
}
