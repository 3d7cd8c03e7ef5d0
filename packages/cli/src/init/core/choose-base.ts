/** What git says of a repository's branches and remotes. */
export interface Branches {
	/** The branch checked out now; null when detached. */
	readonly current: string | null;
	readonly local: readonly string[];
	readonly remotes: readonly string[];
	/** What each remote calls its default branch, where it is known. */
	readonly remoteHeads: Readonly<Record<string, string>>;
}

/** The remote that is pushed to: origin, or the only one; null where that is not clear. */
export function chooseRemote({ remotes }: Branches): string | null {
	if (remotes.includes('origin')) return 'origin';
	return remotes.length === 1 ? (remotes[0] ?? null) : null;
}

/** The branch that cards are merged into; null where the repository has no branch at all. */
export function chooseBase(branches: Branches): string | null {
	const remote = chooseRemote(branches);
	const remoteHead = remote === null ? undefined : branches.remoteHeads[remote];
	if (remoteHead !== undefined) return remoteHead;
	const { current, local } = branches;
	if (current === 'main' || current === 'master') return current;
	return ['main', 'master'].find((name) => local.includes(name)) ?? current ?? local[0] ?? null;
}
