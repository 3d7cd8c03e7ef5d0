import type { Reason, RunOutcome } from '@aegis/shared/domain';
import { endingOf } from './endings.ts';

/** Losing its worker this often within `lossWindowMs` makes a card poisonous. */
export const maxLosses = 3;
export const lossWindowMs = 72 * 60 * 60 * 1_000;

const firstBackoffMs = 10_000;
const longestBackoffMs = 10 * 60_000;
const firstOverloadMs = 15_000;
/** Where the provider names no time at which a usage limit ends. */
const usageLimitMs = 15 * 60_000;

export interface RetryCounts {
	readonly attempts: number;
	/** Times in a row that the provider did not answer, and since when, in milliseconds since the epoch. */
	readonly overloads: number;
	readonly overloadedSince?: number | null;
	readonly losses: readonly number[];
}

export type RetryDecision =
	| {
			readonly kind: 'again';
			readonly counts: RetryCounts;
			readonly untilMs: number;
			readonly reason: Reason | null;
	  }
	| { readonly kind: 'person'; readonly counts: RetryCounts; readonly detail: string }
	| { readonly kind: 'quarantine'; readonly counts: RetryCounts; readonly because: string }
	| { readonly kind: 'budget'; readonly counts: RetryCounts }
	/** No run can do better for the time being, here or in the whole project or installation. Nothing is counted. */
	| {
			readonly kind: 'halt';
			readonly scope: 'installation' | 'project';
			readonly counts: RetryCounts;
			readonly detail: string;
	  };

/**
 * What follows a run that did not succeed. `jitter` in [0, 1) spreads the waits.
 *
 * Real failures back off and end with a person; what a retry cannot change goes to a person at once, or halts all it
 * concerns (`endings.ts`); limits of the provider park the card and count for nothing; a lost worker is retried at once,
 * but a card that keeps losing them is quarantined; a cancelled run goes on when it may.
 */
export function decideRetry(
	outcome: Exclude<RunOutcome, { kind: 'succeeded' }>,
	counts: RetryCounts,
	options: { readonly now: number; readonly jitter: number; readonly maxAttempts: number },
): RetryDecision {
	const { now, jitter } = options;
	switch (outcome.kind) {
		case 'failed':
		case 'timed-out':
		case 'stalled': {
			const { follows } = endingOf(outcome);
			const detail = describeFailure(outcome);
			if (follows.kind === 'halt') return { kind: 'halt', scope: follows.scope, counts, detail };
			const next = { ...counts, attempts: counts.attempts + 1 };
			if (follows.kind === 'person') return { kind: 'person', counts: next, detail };
			if (next.attempts >= options.maxAttempts) return { kind: 'person', counts: next, detail };
			const untilMs = now + backoff(firstBackoffMs, counts.attempts, longestBackoffMs, jitter);
			return {
				kind: 'again',
				counts: next,
				untilMs,
				reason: { code: 'backing-off', untilMs, attempt: next.attempts, because: detail },
			};
		}
		case 'overloaded': {
			const untilMs = now + backoff(firstOverloadMs, counts.overloads, longestBackoffMs, jitter);
			const sinceMs = counts.overloadedSince ?? now;
			return {
				kind: 'again',
				counts: { ...counts, overloads: counts.overloads + 1, overloadedSince: sinceMs },
				untilMs,
				reason: { code: 'provider-down', sinceMs, untilMs, detail: outcome.detail },
			};
		}
		case 'usage-limited': {
			const earliest = Math.max(outcome.until ?? now + usageLimitMs, now + 1_000);
			const untilMs = Math.ceil(earliest + jitter * 5_000);
			return { kind: 'again', counts, untilMs, reason: { code: 'usage-limit', untilMs } };
		}
		case 'over-budget':
			return { kind: 'budget', counts };
		case 'cancelled':
			return { kind: 'again', counts, untilMs: now, reason: null };
		case 'lost': {
			const losses = [...counts.losses.filter((at) => now - at < lossWindowMs), now];
			const next = { ...counts, losses };
			if (losses.length >= maxLosses) {
				return {
					kind: 'quarantine',
					counts: next,
					because: `its worker was lost ${losses.length} times (${outcome.why})`,
				};
			}
			return { kind: 'again', counts: next, untilMs: now, reason: null };
		}
	}
}

function backoff(firstMs: number, failuresBefore: number, longestMs: number, jitter: number): number {
	return Math.ceil(Math.min(firstMs * 2 ** failuresBefore, longestMs) * (1 + 0.2 * jitter));
}

/** One sentence for people on why a run ended badly. */
export function describeFailure(outcome: Exclude<RunOutcome, { kind: 'succeeded' }>): string {
	switch (outcome.kind) {
		case 'failed':
			return outcome.message;
		case 'timed-out':
			return `took longer than ${Math.round(outcome.afterMs / 60_000)} min`;
		case 'stalled':
			return `was silent for ${Math.round(outcome.silentMs / 60_000)} min`;
		case 'over-budget':
			return `stopped at the budget after $${outcome.spentUsd.toFixed(2)}`;
		case 'cancelled':
			return `cancelled: ${outcome.why}`;
		case 'usage-limited':
			return 'the model provider’s usage limit was reached';
		case 'overloaded':
			return `the model’s provider did not answer: ${outcome.detail}`;
		case 'lost':
			return `its worker was lost: ${outcome.why}`;
	}
}
