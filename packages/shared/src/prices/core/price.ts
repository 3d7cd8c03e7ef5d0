import type { ModelPrice, Rates, TokenRates } from './price-table.ts';
import { promptTokens, type Tokens, type Usage } from './usage.ts';

/** A billionth of a US dollar. Whole numbers, so that sums are exact. */
export type NanoDollars = number;

/**
 * What an answer cost, in nano-dollars; null where the table does not know it: fast mode of a model without a fast
 * rate, or a place of inference without a factor.
 */
export function priceOf(usage: Usage, price: ModelPrice): NanoDollars | null {
	const rates = usage.fast ? price.fastRates : price.rates;
	const factor = usage.inferenceGeo === null ? 1 : price.inferenceGeo[usage.inferenceGeo];
	if (rates === null || factor === undefined) return null;
	const tokens = usage.calls.reduce((sum, call) => sum + priceTokens(call, rates), 0);
	const searches = usage.webSearches * Math.round((price.rates.webSearch ?? 0) * 1e9);
	if (usage.webSearches > 0 && price.rates.webSearch === undefined) return null;
	return Math.ceil((tokens * Math.round(factor * 1_000)) / 1_000) + searches;
}

/** The tokens of one call, by the rates that its prompt's length puts it on. */
export function priceTokens(tokens: Tokens, rates: Rates): NanoDollars {
	const { longPrompt } = rates;
	const used =
		longPrompt !== undefined && promptTokens(tokens) > longPrompt.abovePromptTokens ? longPrompt : rates;
	return (
		tokens.input * perToken(used, 'input') +
		tokens.output * perToken(used, 'output') +
		tokens.cacheRead * perToken(used, 'cacheRead') +
		tokens.cacheWrite5m * perToken(used, 'cacheWrite5m') +
		tokens.cacheWrite1h * perToken(used, 'cacheWrite1h')
	);
}

/** A dollar per million tokens is a thousand nano-dollars per token. */
function perToken(rates: TokenRates, what: keyof TokenRates): NanoDollars {
	return Math.round(rates[what] * 1_000);
}

export function toNanoDollars(dollars: number): NanoDollars {
	return Math.round(dollars * 1e9);
}

export function toDollars(nano: NanoDollars): number {
	return nano / 1e9;
}
