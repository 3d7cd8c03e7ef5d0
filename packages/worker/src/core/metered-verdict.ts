import type { RunnerVerdict } from '@aegis/agents/runner';
import { describeRefusal } from '@aegis/proxy/access';
import type { Refusal, Spending, UsageLimit } from '@aegis/proxy/run-proxy';

/** What a run's door to the model knows of it. */
export interface Metered {
	readonly spending: Spending;
	readonly refusal: Refusal | null;
	readonly usageLimit: UsageLimit | null;
}

/**
 * The verdict as the meter has it. Its cost is the one that counts, whatever the CLI says; null where a model had no price.
 * Where a call was refused here, the CLI only saw an error of the API, and the reason is ours to give. An answer that was
 * given stays an answer, also the one that crossed the cap.
 */
export function judgeByMeter(
	verdict: RunnerVerdict,
	{ spending, refusal, usageLimit }: Metered,
): RunnerVerdict {
	const known = spending.unpriced.length === 0;
	const { tokens, models } = spending;
	const metered = { ...verdict, costUsd: known ? spending.spentUsd : null, tokens, models };
	if (verdict.status === 'succeeded') return metered;
	if (refusal !== null) {
		const message = describeRefusal(refusal);
		if (refusal.kind === 'cap') return { ...metered, status: 'over-budget', code: 'BUDGET_REACHED', message };
		return {
			...metered,
			status: 'failed',
			code: 'PRICE_UNKNOWN',
			message: `${message} Choose a model of schema/model-prices.json, or add its price there.`,
		};
	}
	// Behind an own address of the API the CLI takes a usage limit for a passing lack of capacity.
	if (usageLimit !== null) {
		const message = `The model account's usage limit is reached. ${verdict.message}`;
		return { ...metered, status: 'usage-limited', code: 'USAGE_LIMIT', message, untilMs: usageLimit.untilMs };
	}
	return metered;
}
