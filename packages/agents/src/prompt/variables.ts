import type { PromptContext } from '../agent/prompt-context.ts';
import { describeCard, describeComments } from './card-text.ts';
import { toOneLine } from './clean-text.ts';
import { dataBlock, dataTag } from './data-block.ts';

/** Characters, so that a prompt stays far below what the CLI takes on stdin whatever people wrote. */
const limits = {
	plan: 30_000,
	memory: 30_000,
	findings: 40_000,
	diff: 200_000,
};
/** `card-text.ts` keeps its parts shorter, each by itself. */
const whole = Number.POSITIVE_INFINITY;

/** What every prompt has. */
export function describeTask(context: PromptContext): Record<string, string> {
	const { spec, memory, preferences, testCommand, baseBranch, branch } = context;
	const tag = dataTag(spec.runId);
	return {
		agent: spec.agent,
		card_gid: spec.card.gid,
		card_name: toOneLine(spec.card.name),
		project_name: toOneLine(spec.project.name),
		data_tag: tag,
		card: dataBlock(tag, 'the card', describeCard(spec.card).text, whole),
		comments: dataBlock(
			tag,
			'comments on the card, oldest first',
			describeComments(spec.card.comments).text,
			whole,
		),
		memory: dataBlock(tag, 'what is remembered about this repository', memory, limits.memory),
		preferences: dataBlock(tag, 'how people here want work to be done', preferences, limits.memory),
		test_command: testCommand === null ? 'none is configured' : `\`${toOneLine(testCommand)}\``,
		base_branch: baseBranch,
		branch,
	};
}

/** The plan and what the run before found wrong; for every agent after the planner. */
export function describePlan({ spec }: PromptContext): Record<string, string> {
	const tag = dataTag(spec.runId);
	return {
		plan: dataBlock(
			tag,
			'the plan',
			spec.plan ?? '(There is no plan: the card was small enough.)',
			limits.plan,
		),
		findings: dataBlock(
			tag,
			'what was found in the run before',
			spec.findings ?? '(Nothing.)',
			limits.findings,
		),
	};
}

export function describeDiff({ spec, diff }: PromptContext): Record<string, string> {
	return {
		diff: dataBlock(dataTag(spec.runId), 'the change', diff ?? '(The change is not shown.)', limits.diff),
	};
}

export function describeChecks({ spec, checks }: PromptContext): Record<string, string> {
	const text =
		checks === undefined
			? '(No checks were run.)'
			: `Command: ${checks.command}\nExit code: ${checks.exitCode}\n\n${checks.tail}`;
	return { checks: dataBlock(dataTag(spec.runId), 'the checks on this branch', text, limits.findings) };
}

/** What of the change decides over more than this card, and lands only with a person's second tick. */
export function describeGuarded({ spec, guarded }: PromptContext): Record<string, string> {
	const lines = (guarded?.changes ?? []).map(({ path, why }) => `${toOneLine(path)} (${why})`);
	const more = (guarded?.count ?? 0) - lines.length;
	const text =
		lines.length === 0 ? '(None.)' : [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
	return { guarded: dataBlock(dataTag(spec.runId), 'guarded paths it changes', text, limits.findings) };
}

export function describeOtherCards({ spec }: PromptContext): string {
	const lines = spec.otherCards.map(({ gid, name }) => `${gid} ${toOneLine(name)}`);
	return dataBlock(dataTag(spec.runId), 'other cards of the project', lines.join('\n'), limits.plan);
}
