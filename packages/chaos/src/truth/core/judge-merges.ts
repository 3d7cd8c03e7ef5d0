import type { Problem } from './problem.ts';

/** A commit on main's first-parent line. `card` is null where it names none. */
export interface Landed {
	readonly sha: string;
	readonly tree: string;
	readonly parents: number;
	readonly card: string | null;
}

/**
 * Main got exactly one merge of each card that is done, none of another, and only trees the tests were run on. Commits
 * of people (`theirs`) are no business of Aegis.
 */
export function judgeMerges(options: {
	readonly landed: readonly Landed[];
	readonly tested: ReadonlySet<string>;
	readonly done: readonly string[];
	readonly theirs: ReadonlySet<string>;
}): Problem[] {
	const problems: Problem[] = [];
	const merges = new Map<string, number>();
	for (const { sha, tree, parents, card } of options.landed) {
		if (options.theirs.has(sha)) continue;
		if (card === null || parents !== 2) {
			problems.push({
				promise: 'P6',
				card: card ?? '',
				what: `main got ${sha}, which is no merge of a card`,
			});
			continue;
		}
		merges.set(card, (merges.get(card) ?? 0) + 1);
		if (!options.tested.has(tree))
			problems.push({ promise: 'P6', card, what: `main got the tree ${tree}, which was never tested` });
	}
	for (const [card, count] of merges) {
		if (count > 1) problems.push({ promise: 'P5', card, what: `it was merged ${count} times` });
	}
	for (const card of options.done) {
		if (!merges.has(card)) problems.push({ promise: 'P1', card, what: 'it is done and was never merged' });
	}
	return problems;
}
