import type { CheckReport } from '@aegis/agents/agents';
import type { BranchEvidence, GuardedEvidence, Intent, MergeEvidence } from '@aegis/shared/domain';

/** The checks of a branch are red before any reviewer was paid: back to the coder with the evidence. */
export function redChecksIntent(checks: CheckReport, branch: BranchEvidence | null): Intent {
	const findings = `\`${checks.command}\` failed with exit code ${checks.exitCode}. The end of its output:\n\n${checks.tail.trim()}`;
	return {
		kind: 'send-back',
		section: 'Ready Queue',
		agent: 'Worker',
		swarmStatus: 'Idle',
		completed: false,
		headline: 'The checks fail on this branch, so it goes back without a review.',
		facts: [...branchFact(branch), ['Checks', `${checks.command}: failed with exit code ${checks.exitCode}`]],
		body: findings,
		findings,
	};
}

/** The merge cannot be finished without a person; nothing was changed. */
export function holdMergeIntent(why: string, branch: BranchEvidence | null): Intent {
	return {
		kind: 'hold',
		section: 'Merging',
		agent: 'Merger',
		swarmStatus: 'Blocked',
		completed: false,
		headline: why,
		facts: branchFact(branch),
	};
}

/** The merge wants a person's second tick, of exactly what would land. */
export function awaitTickIntent(guarded: GuardedEvidence, branch: BranchEvidence | null): Intent {
	const more = guarded.count - guarded.changes.length;
	const list = guarded.changes.map(({ path, why }) => `- ${path} (${why})`);
	return {
		...holdMergeIntent('Not merged: it changes guarded paths, which land only with a second tick.', branch),
		body: [...list, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
	};
}

/** The branch is not the commit its merge was allowed for: the permission is void, and what is new is reviewed. */
export function reviewAgainIntent(why: string, branch: BranchEvidence | null, commits: string): Intent {
	const unseen = `Commits nobody reviewed:\n\n${commits}`;
	return {
		kind: 'send-back',
		section: 'Review',
		agent: 'Reviewer',
		swarmStatus: 'Idle',
		completed: false,
		headline: why,
		facts: branchFact(branch),
		...(commits === '' ? {} : { body: unseen, findings: unseen }),
	};
}

/** The branch had already landed when this run looked: a run before was cut off between push and report. */
export function alreadyMergedIntent(merge: MergeEvidence, subject: string): Intent {
	return {
		kind: 'done',
		section: 'Done',
		agent: null,
		swarmStatus: 'Complete',
		completed: true,
		headline: `Merged. ${subject}`,
		facts: [
			['Merged into', `${merge.base} (${merge.mainBefore.slice(0, 8)} → ${merge.mainAfter.slice(0, 8)})`],
		],
	};
}

function branchFact(branch: BranchEvidence | null): [string, string][] {
	return branch === null ? [] : [['Branch', `${branch.branch} (${branch.headSha.slice(0, 8)})`]];
}
