import { markSimulated } from './mark.ts';
import type { Ending, Play, Progress } from './play.ts';

/** The result line's fields and the exit code of an ending, as the real CLI gives them. */
export function describeEnding(
	ending: Ending,
	run: Pick<Play, 'maxTurns' | 'maxBudgetUsd'>,
	progress: Progress,
	sessionCostUsd: number,
): { readonly exitCode: number; readonly fields: Record<string, unknown> } {
	const fields = {
		total_cost_usd: sessionCostUsd,
		num_turns: progress.turns,
		permission_denials: progress.denials,
		modelUsage: {},
		api_error_status: null,
	};
	switch (ending.kind) {
		case 'answered': {
			const result = ending.answer === null ? markSimulated('No answer.') : JSON.stringify(ending.answer);
			const output = ending.answer === null ? {} : { structured_output: ending.answer };
			const ok = {
				subtype: 'success',
				is_error: false,
				terminal_reason: 'completed',
				stop_reason: 'end_turn',
			};
			return { exitCode: 0, fields: { ...fields, ...ok, result, ...output } };
		}
		case 'out-of-turns':
			return failed(
				fields,
				'error_max_turns',
				'max_turns',
				`Reached maximum number of turns (${run.maxTurns})`,
				{
					num_turns: progress.turns + 1,
				},
			);
		case 'out-of-budget':
			return failed(
				fields,
				'error_max_budget_usd',
				'budget_exhausted',
				`Reached maximum budget ($${run.maxBudgetUsd})`,
			);
		case 'interrupted':
			return failed(
				fields,
				'error_during_execution',
				'aborted_streaming',
				'[ede_diagnostic] result_type=user',
			);
		case 'api-error': {
			const limited = ending.resetsAt !== null;
			const text = limited ? "You've hit your 5-hour limit" : `API Error: ${ending.status}`;
			const error = {
				subtype: 'success',
				is_error: true,
				terminal_reason: 'api_error',
				stop_reason: 'stop_sequence',
				api_error_status: ending.status,
				result: markSimulated(text),
				...(limited ? { api_error: 'usage_limit_reached' } : {}),
			};
			return { exitCode: 1, fields: { ...fields, ...error } };
		}
	}
}

function failed(
	fields: object,
	subtype: string,
	reason: string,
	error: string,
	more: object = {},
): { exitCode: number; fields: Record<string, unknown> } {
	return {
		exitCode: 1,
		fields: {
			...fields,
			subtype,
			is_error: true,
			terminal_reason: reason,
			errors: [markSimulated(error)],
			...more,
		},
	};
}
