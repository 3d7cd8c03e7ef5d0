import type { PromptContext } from '@aegis/agents/agents';
import type { RunContext } from './context.ts';
import { describeConflict, type MergeConflict } from '../core/merge-conflicts.ts';
import type { Prepared } from './prepare.ts';

/** Everything a prompt is made of. */
export function composePromptContext(run: RunContext, prepared: Prepared): PromptContext {
	const { spec, config, place } = run;
	const { memory, branch, diff, checks, conflicts } = prepared;
	return {
		spec: conflicts.length === 0 ? spec : { ...spec, findings: describeConflicts(spec.findings, conflicts) },
		memory: memory.memory,
		preferences: memory.preferences,
		testCommand: config.test_command,
		baseBranch: config.base_branch,
		branch: place.branch,
		...(diff === null ? {} : { diff }),
		...(checks === null ? {} : { checks }),
		...(branch?.guarded == null ? {} : { guarded: branch.guarded }),
	};
}

function describeConflicts(findings: string | null, conflicts: readonly MergeConflict[]): string {
	const list = conflicts.map((conflict) => `- ${describeConflict(conflict)}`).join('\n');
	const unmarked = conflicts.some((conflict) => conflict.unmarked !== null)
		? '\n\nThose with a reason in brackets have no conflict marks: decide each of them. Change or remove the file, or say that it is right as it lies with `git add -- FILE`, or that it goes with `git rm -- FILE`.'
		: '';
	return `${findings ?? ''}\n\nThe base branch was merged into this worktree and left conflicts in these files; resolve them:\n${list}${unmarked}`.trim();
}
