import { exchange, freshQuota, type QuotaAnswer, type QuotaRequest, type QuotaRules } from '../core/quota.ts';
import type { QuotaState } from '../core/quota.ts';

/** Where a token's quota is kept. */
export interface QuotaBook {
	exchange(request: QuotaRequest): Promise<QuotaAnswer>;
}

/** Below what Asana allows one token: 50 reads and 15 writes at a time. */
export const defaultRules: QuotaRules = { reads: 40, writes: 10, pace: null, leaseMs: 35_000 };

/** A quota that one process has to itself. */
export class OwnQuota implements QuotaBook {
	readonly #rules: QuotaRules;
	#state: QuotaState = freshQuota;

	constructor(rules: QuotaRules = defaultRules) {
		this.#rules = rules;
	}

	async exchange(request: QuotaRequest): Promise<QuotaAnswer> {
		const [state, answer] = exchange(this.#state, request, this.#rules, performance.now());
		this.#state = state;
		return answer;
	}
}
