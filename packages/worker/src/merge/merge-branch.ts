import type { RunContext } from '../run/context.ts';
import { GitMergeSite } from './git-merge-site.ts';
import { mergeInRounds, type MergeEnd } from './merge-rounds.ts';

/** Lands the card's branch on the base of its repository (`mergeInRounds`). */
export function mergeBranch(
	run: RunContext,
	merge: { readonly message: string; readonly head: string },
): Promise<MergeEnd> {
	return mergeInRounds(run, new GitMergeSite(run), merge);
}
