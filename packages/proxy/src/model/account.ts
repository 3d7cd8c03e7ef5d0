import {
	admit,
	openMeter,
	settle,
	type Admission,
	type Meter,
	type Refusal,
	type Reservation,
	type Settlement,
} from '../core/meter.ts';
import { addTokens, noTokens, toDollars, toNanoDollars, type Tokens } from '@aegis/shared/prices';

/** A run's spending as it stands, in US dollars. */
export interface Spending {
	readonly spentUsd: number;
	/** What is set aside for calls under way. */
	readonly reservedUsd: number;
	/** False where a part is an estimate, because a stream was cut before it said its usage. */
	readonly exact: boolean;
	/** Models without a price: what they cost is in no sum. */
	readonly unpriced: readonly string[];
	readonly calls: number;
	/** What was read and written in all that was answered, as far as the answers said. */
	readonly tokens: Tokens;
	/** The models that really answered. */
	readonly models: readonly string[];
}

/** The account of one run: who comes to it is let through, waits for its turn, or is refused. */
export class Account {
	#meter: Meter;
	#calls = 0;
	#tokens: Tokens = noTokens;
	readonly #models = new Set<string>();
	#refusal: Refusal | null = null;
	#changed: (() => void)[] = [];
	readonly #onChange: (spending: Spending) => void;

	constructor(capUsd: number | null, onChange: (spending: Spending) => void) {
		this.#meter = openMeter(capUsd === null ? null : toNanoDollars(capUsd));
		this.#onChange = onChange;
	}

	/** Resolves once the call may start, or with why it may not. Rejects with the signal. */
	async enter(
		id: string,
		call: { readonly model: string; readonly reservation: Reservation | null },
		signal: AbortSignal,
	): Promise<Refusal | null> {
		for (;;) {
			signal.throwIfAborted();
			const admission: Admission = admit(this.#meter, id, call);
			if (admission.kind === 'admitted') {
				this.#meter = admission.meter;
				this.#calls += 1;
				this.#onChange(this.spending());
				return null;
			}
			if (admission.kind === 'refused') {
				this.#refusal = admission.refusal;
				return admission.refusal;
			}
			await this.#change(signal);
		}
	}

	/** `answered` is what the answer said of itself. */
	settle(
		id: string,
		settlement: Settlement,
		answered: { readonly model: string | null; readonly tokens: Tokens },
	): void {
		this.#tokens = addTokens(this.#tokens, answered.tokens);
		if (answered.model !== null) this.#models.add(answered.model);
		this.#meter = settle(this.#meter, id, settlement);
		this.#wake();
		this.#onChange(this.spending());
	}

	/** The cap may be raised or lowered at any time; it counts from the next call on. */
	setCap(capUsd: number | null): void {
		this.#meter = { ...this.#meter, cap: capUsd === null ? null : toNanoDollars(capUsd) };
		this.#refusal = null;
		this.#wake();
	}

	/** Why the last call that was not let through was not. */
	get refusal(): Refusal | null {
		return this.#refusal;
	}

	spending(): Spending {
		const { spent, exact, unpriced, underWay } = this.#meter;
		const reserved = [...underWay.values()].reduce((sum, { likely }) => sum + likely, 0);
		return {
			spentUsd: toDollars(spent),
			reservedUsd: toDollars(reserved),
			exact,
			unpriced,
			calls: this.#calls,
			tokens: this.#tokens,
			models: [...this.#models],
		};
	}

	#change(signal: AbortSignal): Promise<void> {
		return new Promise((resolve) => {
			this.#changed.push(resolve);
			signal.addEventListener('abort', () => resolve(), { once: true });
		});
	}

	#wake(): void {
		const waiting = this.#changed;
		this.#changed = [];
		for (const go of waiting) go();
	}
}
