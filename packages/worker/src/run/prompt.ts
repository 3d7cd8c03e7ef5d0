import type { PromptContext } from '@aegis/agents/agents';
import type { RunContext } from './context.ts';
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

function describeConflicts(findings: string | null, files: readonly string[]): string {
	const list = files.map((file) => `- ${file}`).join('\n');
	return `${findings ?? ''}\n\nThe base branch was merged into this worktree and left conflict marks in these files; resolve them:\n${list}`.trim();
}
