import type { Failure, RunEnd } from './run-end.ts';
import { cleanText } from './clean-text.ts';
import { findReset } from './limit-reset.ts';
import type { ResultLine } from './lines.ts';

/** What the model's API said, by its status first: the texts are the CLI's and change. */
export function classifyApiError(
	result: ResultLine,
	{ limitUntilMs, now }: Pick<RunEnd, 'limitUntilMs' | 'now'>,
): Failure {
	const text = cleanText(result.result ?? result.errors?.join(' ') ?? '', 600)
		.replaceAll(/\s+/g, ' ')
		.trim();
	const status = result.api_error_status;
	if (isUsageLimit(result, text, limitUntilMs)) {
		return {
			status: 'usage-limited',
			code: 'USAGE_LIMIT',
			message: `The model account's usage limit is reached: ${text}`,
			untilMs: limitUntilMs ?? findReset(text, now),
		};
	}
	if (status === 429) return overloaded('RATE_LIMITED', `The model's API asked for fewer requests: ${text}`);
	if (status === 529) return overloaded('MODEL_OVERLOADED', `The model's API is overloaded: ${text}`);
	if (status != null && status >= 500)
		return overloaded('API_UNAVAILABLE', `The model's API failed: ${text}`);
	if (result.api_error === 'connection_failed' || isUnreachable(text)) {
		return overloaded('API_UNREACHABLE', `The model's API cannot be reached: ${text}`);
	}
	if (status == null && /request timed out|api_timeout/i.test(text))
		return overloaded('API_TIMED_OUT', `The model's API did not answer in time: ${text}`);
	// What an error in the middle of an answer, an overload among them, is told as.
	if (
		status == null &&
		/server error mid-response|stream (?:ended|closed|was cut)|overloaded_error/i.test(text)
	)
		return overloaded('API_CUT_OFF', `The model's API broke off in the middle of an answer: ${text}`);
	if (status === 402 || /credit balance/i.test(text)) {
		return failed(
			'CREDIT_LOW',
			'The model account has no credit left. Add credit, or set another ANTHROPIC_API_KEY.',
		);
	}
	if (status === 401 || status === 403 || /not logged in|run \/login|failed to authenticate/i.test(text)) {
		return failed(
			'AUTH_FAILED',
			`The model's API refused the credentials (${text}). Set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN to a valid one.`,
		);
	}
	if (result.stop_reason === 'refusal') {
		return failed(
			'MODEL_REFUSED',
			'The model refused the request. Word the card differently, or choose another model.',
		);
	}
	// `blocking_limit` is the CLI's own word for a prompt it does not even send (measured with 5 MB).
	if (
		status === 413 ||
		result.terminal_reason === 'prompt_too_long' ||
		result.terminal_reason === 'blocking_limit'
	) {
		return failed(
			'PROMPT_TOO_LONG',
			'The prompt does not fit the model. Shorten the card, its comments or the memory.',
		);
	}
	if (status === 404) {
		return failed('MODEL_UNKNOWN', `The model's API does not know the model (${text}). Set another model.`);
	}
	if (status != null)
		return failed('API_REJECTED', `The model's API rejected the request (${status}): ${text}`);
	return failed('RUNNER_FAILED', text === '' ? 'The CLI reported an error without a word.' : text);
}

/**
 * How the CLI has said that an account's allowance is used up, by version and by kind of limit. A warning names a share
 * that is used; it is no limit, and comes with no error.
 */
const limitWordings: readonly RegExp[] = [
	/\b(?:usage|session|weekly|daily|monthly|opus|sonnet|haiku|fable|model|\d+[- ]hour) (?:usage )?limit (?:was )?(?:reached|exceeded)/i,
	/you[’']ve (?:hit|reached) your .*limit/i,
	/\bout of (?:extra )?usage\b/i,
];

function isUnreachable(text: string): boolean {
	return /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/.test(text);
}

function isUsageLimit(result: ResultLine, text: string, limitUntilMs: number | null): boolean {
	if (result.api_error === 'usage_limit_reached') return true;
	if (limitWordings.some((wording) => wording.test(text))) return true;
	return result.api_error_status === 429 && limitUntilMs !== null;
}

function overloaded(code: string, message: string): Failure {
	return { status: 'overloaded', code, message };
}

function failed(code: string, message: string): Failure {
	return { status: 'failed', code, message };
}
