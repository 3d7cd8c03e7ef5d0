import type { RunOutcome } from '@aegis/shared/domain';

/** Why a run was stopped before its agent was done. */
export type StopReason =
	| { readonly kind: 'cancelled'; readonly why: string }
	| { readonly kind: 'lost'; readonly why: string }
	| { readonly kind: 'silent'; readonly silentMs: number }
	| { readonly kind: 'timeout'; readonly afterMs: number }
	| { readonly kind: 'budget'; readonly spentUsd: number }
	/** It has a cap, and nobody knows what this model costs. */
	| { readonly kind: 'unpriced'; readonly model: string }
	/** It took more of the machine's disk than a run may. */
	| { readonly kind: 'disk'; readonly why: string };

export function outcomeOfStop(reason: StopReason): RunOutcome {
	switch (reason.kind) {
		case 'cancelled':
			return { kind: 'cancelled', why: reason.why };
		case 'lost':
			return { kind: 'lost', why: reason.why };
		case 'silent':
			return { kind: 'stalled', silentMs: reason.silentMs };
		case 'timeout':
			return { kind: 'timed-out', afterMs: reason.afterMs };
		case 'unpriced':
			return { kind: 'failed', code: 'PRICE_UNKNOWN', message: describeUnpriced(reason.model) };
		case 'disk':
			return { kind: 'failed', code: 'DISK_LIMIT', message: `Stopped: ${reason.why}.` };
		case 'budget':
			return { kind: 'over-budget', spentUsd: reason.spentUsd };
	}
}

/** What a run says that was stopped because its model has no price. */
export function describeUnpriced(model: string): string {
	return `Aegis does not know what the model ${model} costs, and this run has a spending cap. Choose a model of schema/model-prices.json, or add its price there.`;
}
