/** A file that both sides of a merge claim, and how it lay when git left it. */
export interface MergeConflict {
	readonly path: string;
	/** What the two sides did, in words; null where git marked both sides in the file. */
	readonly unmarked: string | null;
	/** Its bytes' id then; null where there was no file. */
	readonly left: string | null;
	/** Both sides renamed one file: settled as soon as one of the names is. */
	readonly renamed: boolean;
}

/** A conflict's sides: 1 the common ancestor, 2 the card, 3 what is taken in; git-ls-files(1), `--unmerged`. */
export type Stages = ReadonlySet<number>;

/** Reads `git ls-files --unmerged -z`: "mode id stage\tpath". */
export function readUnmerged(text: string): Map<string, Stages> {
	const found = new Map<string, Set<number>>();
	for (const line of text.split('\0')) {
		const [, stage, path] = /^\d+ [0-9a-f]+ ([123])\t([\s\S]+)$/.exec(line) ?? [];
		if (stage === undefined || path === undefined) continue;
		const stages = found.get(path) ?? new Set();
		found.set(path, stages.add(Number(stage)));
	}
	return found;
}

/** What the sides did to a file that has no marks. */
export function describeUnmarked(stages: Stages, baseName: string): string {
	const [ancestor, card, other] = [stages.has(1), stages.has(2), stages.has(3)];
	if (card && other)
		return `both this card and ${baseName} ${ancestor ? 'changed' : 'added'} it, and it has no lines to compare`;
	if (ancestor && card) return `${baseName} deleted it, this card changed it`;
	if (ancestor && other) return `this card deleted it, ${baseName} changed it`;
	return `this card and ${baseName} renamed one file differently`;
}

export function isRenamed(stages: Stages): boolean {
	return stages.size === 1;
}

/** A conflict as it is told to the Worker and the person. */
export function describeConflict({ path, unmarked }: MergeConflict): string {
	return unmarked === null ? path : `${path} (${unmarked})`;
}

/** The conflicts without marks that nobody has decided: neither staged nor other than git left them. */
export function findUndecided(
	conflicts: readonly MergeConflict[],
	now: { readonly unmerged: ReadonlySet<string>; readonly content: ReadonlyMap<string, string | null> },
): MergeConflict[] {
	const untouched = ({ path, left }: MergeConflict): boolean =>
		now.unmerged.has(path) && now.content.get(path) === left;
	const renamed = conflicts.filter((one) => one.renamed);
	const renameDecided = renamed.some((one) => !untouched(one));
	return conflicts.filter(
		(one) => one.unmarked !== null && untouched(one) && !(one.renamed && renameDecided),
	);
}
