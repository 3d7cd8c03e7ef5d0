import type { RunnerVerdict } from '../contract.ts';
import { classifyApiError } from './api-errors.ts';
import type { ResultLine } from './lines.ts';
import { classifyDeath } from './process-death.ts';
import { unknownSession, type Failure, type RunEnd } from './run-end.ts';
import { readWrittenAnswer } from './written-answer.ts';

/** Says how a run ended. Neither the exit code nor the subtype is believed alone: both lie (measured). */
export function classify(end: RunEnd): RunnerVerdict {
	const failure = findFailure(end);
	const { result } = end;
	const succeeded = failure === null;
	return {
		status: failure?.status ?? 'succeeded',
		code: failure?.code ?? 'SUCCEEDED',
		message: failure?.message ?? 'The agent answered.',
		answer: succeeded && result !== null ? findAnswer(result) : null,
		sessionId: result?.session_id ?? end.sessionId,
		costUsd: findCost(end),
		tokens: end.live.total() === null ? null : end.live.tokens(),
		models: end.live.models(),
		sessionCostUsd: result?.total_cost_usd ?? null,
		turns: result?.num_turns ?? null,
		untilMs: failure?.untilMs ?? null,
		denials: [...new Set(result?.permission_denials?.map((denial) => denial.tool_name))],
	};
}

function findFailure(end: RunEnd): Failure | null {
	const { result } = end;
	if (result === null) return classifyDeath(end);
	if (result.is_error || result.subtype !== 'success') return classifyError(result, end);
	// A process that lingered after its result and had to be killed has still done its work.
	const stopped = end.signal !== null || (end.exitCode ?? 0) > 128;
	if (end.exitCode !== 0 && !stopped) {
		return {
			status: 'failed',
			code: 'RUNNER_FAILED',
			message: `The CLI reported success, but exited with ${end.exitCode}. ${end.stderrTail}`.trim(),
		};
	}
	if (findAnswer(result) !== null) return null;
	const denied = [...new Set(result.permission_denials?.map((denial) => denial.tool_name))];
	if (denied.length > 0) {
		return {
			status: 'failed',
			code: 'PERMISSION_DENIED',
			message: `The agent gave up without an answer after it was refused: ${denied.join(', ')}. Say in the card how to do without, or allow the command.`,
		};
	}
	if (end.cutOff) {
		return {
			status: 'overloaded',
			code: 'API_CUT_OFF',
			message: 'The model’s API broke off in the middle of an answer.',
		};
	}
	return {
		status: 'failed',
		code: 'ANSWER_MISSING',
		message: 'The agent finished without the answer it was asked for.',
	};
}

function findAnswer({ structured_output: filledIn, result: text }: ResultLine): unknown {
	return filledIn ?? readWrittenAnswer(text ?? '');
}

function classifyError(result: ResultLine, end: RunEnd): Failure {
	const text = result.errors?.join(' ') ?? result.result ?? '';
	const aborted = result.terminal_reason?.startsWith('aborted') === true;
	switch (result.subtype) {
		case 'error_max_budget_usd':
			return {
				status: 'over-budget',
				code: 'BUDGET_REACHED',
				message: 'The run used up what was reserved for it.',
			};
		case 'error_max_turns':
			return {
				status: 'failed',
				code: 'TURNS_EXHAUSTED',
				message: `${text || 'The run reached its limit of turns'}. Make the card smaller, or split it.`,
			};
		case 'error_max_structured_output_retries':
			return {
				status: 'failed',
				code: 'ANSWER_NOT_MATCHING',
				message: `The agent could not put its answer into the agreed form. ${text}`.trim(),
			};
	}
	if (text.includes('No conversation found with session ID')) return unknownSession;
	if (aborted)
		return {
			status: 'failed',
			code: 'RUN_INTERRUPTED',
			message: 'The run was interrupted before it answered.',
		};
	return classifyApiError(result, end);
}

/**
 * This run's cost. After a resume the CLI's total is the session's, so the total before is taken off; a smaller total
 * means that the session was lost and counted anew. Where the total before is not certain, this one may hold a run that
 * is counted already: then it is no more than was seen of this run. A model without a price makes the cost unknown: the CLI
 * would count it at another's.
 */
function findCost({ result, live, before, sessionId }: RunEnd): number | null {
	const guessed = Object.values(result?.modelUsage ?? {}).some(({ costBasis }) => costBasis === 'unknown');
	if (guessed || live.unpriced().length > 0) return null;
	const liveCostUsd = live.total();
	const total = result?.total_cost_usd;
	if (total !== null && total !== undefined) {
		const since = total >= before.usd ? total - before.usd : total;
		return roundMoney(before.certain ? since : Math.min(since, liveCostUsd ?? 0));
	}
	if (liveCostUsd !== null) return roundMoney(liveCostUsd);
	return sessionId === null ? 0 : null;
}

/** Takes the dust off that sums of binary fractions leave. */
function roundMoney(dollars: number): number {
	return Math.round(dollars * 1e9) / 1e9;
}
