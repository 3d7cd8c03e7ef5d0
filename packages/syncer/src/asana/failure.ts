import { parseRetryAfter } from '../core/retry-delay.ts';

/** Why a request to the board came to nothing, in the words a caller decides by. */
export type BoardFailure =
	| { readonly kind: 'not-found'; readonly message: string }
	| { readonly kind: 'rate-limited'; readonly message: string; readonly retryAfterMs: number | null }
	| { readonly kind: 'unauthorized'; readonly message: string }
	| { readonly kind: 'payment-required'; readonly message: string }
	| { readonly kind: 'rejected'; readonly message: string; readonly status: number }
	| { readonly kind: 'sync-expired'; readonly message: string; readonly sync: string | null }
	/** One card's record is not as it should be, though the board works. */
	| { readonly kind: 'unreadable'; readonly message: string }
	/** No answer, or none that makes sense: the request may or may not have been carried out. */
	| { readonly kind: 'unavailable'; readonly message: string; readonly retryAfterMs?: number };

export type Answer<Value> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly failure: BoardFailure };

/** What the SDK throws: a plain Error with the HTTP status and the response, or one of the socket. */
interface SdkError {
	readonly status?: unknown;
	readonly message?: unknown;
	readonly code?: unknown;
	readonly response?: {
		readonly body?: {
			readonly errors?: readonly { readonly message?: unknown }[];
			readonly sync?: unknown;
		} | null;
		readonly headers?: Readonly<Record<string, string>>;
	};
}

/** Turns what the SDK threw into a value. `now` is wall time in milliseconds, for a Retry-After that is a date. */
export function readFailure(thrown: unknown, now: number): BoardFailure {
	const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as SdkError;
	const message = messageOf(error);
	const status = typeof error.status === 'number' ? error.status : null;
	switch (status) {
		case null:
			return { kind: 'unavailable', message };
		case 401:
			return { kind: 'unauthorized', message };
		case 402:
			return { kind: 'payment-required', message };
		case 404:
			return { kind: 'not-found', message };
		case 412: {
			const sync = error.response?.body?.sync;
			return { kind: 'sync-expired', message, sync: typeof sync === 'string' ? sync : null };
		}
		case 429: {
			const header = error.response?.headers?.['retry-after'];
			return { kind: 'rate-limited', message, retryAfterMs: parseRetryAfter(header, now) };
		}
		default:
			return status >= 400 && status < 500 && status !== 408
				? { kind: 'rejected', message, status }
				: { kind: 'unavailable', message };
	}
}

function messageOf(error: SdkError): string {
	const said = error.response?.body?.errors?.[0]?.message;
	if (typeof said === 'string' && said !== '') return said.slice(0, 500);
	// A socket's error often says its code itself.
	const code = String(error.message).includes(String(error.code)) ? null : error.code;
	const parts = [error.status, code, error.message].filter(
		(part) => typeof part === 'string' || typeof part === 'number',
	);
	return parts.length === 0 ? 'no answer' : parts.join(' ').slice(0, 500);
}

/** A sentence for people. */
export function describeFailure(failure: BoardFailure): string {
	switch (failure.kind) {
		case 'unauthorized':
			return `the board does not accept the access token (${failure.message}); put a valid one in ASANA_ACCESS_TOKEN`;
		case 'payment-required':
			return `the board's plan does not include this (${failure.message}); custom fields need a paid plan`;
		case 'rate-limited':
			return 'the board asks for fewer requests; waiting as long as it says';
		case 'unavailable':
			return `the board does not answer (${failure.message}); trying again`;
		case 'not-found':
			return `the board does not know it (${failure.message})`;
		case 'unreadable':
			return `the board sent a card that cannot be read (${failure.message})`;
		case 'sync-expired':
			return 'the events token has expired';
		case 'rejected':
			return `the board refused the request (${failure.status}: ${failure.message})`;
	}
}
