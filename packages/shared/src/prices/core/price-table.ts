import { z } from 'zod';

/** US dollars per million tokens. Three decimals at most, so that a token costs a whole number of nano-dollars. */
const Rate = z.number().nonnegative().multipleOf(0.001);

const TokenRates = z.strictObject({
	input: Rate,
	output: Rate,
	cacheWrite5m: Rate,
	cacheWrite1h: Rate,
	cacheRead: Rate,
});
export type TokenRates = z.infer<typeof TokenRates>;

const Rates = z.strictObject({
	...TokenRates.shape,
	/** US dollars for one search of the provider's own search tool. */
	webSearch: z.number().nonnegative().optional(),
	/** A call whose prompt is longer than this is charged by these rates as a whole. */
	longPrompt: z
		.strictObject({ abovePromptTokens: z.number().int().positive(), ...TokenRates.shape })
		.optional(),
});
export type Rates = z.infer<typeof Rates>;

/** `schema/model-prices.json`: what the provider charges, as of a day. A model that is not in it has no price. */
export const PriceTable = z
	.strictObject({
		asOf: z.iso.date(),
		source: z.string(),
		unit: z.string(),
		/** Factors on the token price by `usage.inference_geo`. */
		inferenceGeo: z.record(z.string(), z.number().positive().multipleOf(0.001)),
		rates: z.record(z.string(), Rates),
		models: z.record(
			z.string(),
			z.strictObject({
				rates: z.string(),
				fastRates: z.string().optional(),
				/** Other ids under which the provider serves exactly this model. */
				alsoNamed: z.array(z.string()).optional(),
			}),
		),
	})
	.superRefine(({ rates, models }, context) => {
		const ids = new Set<string>();
		for (const [id, model] of Object.entries(models)) {
			for (const name of [model.rates, model.fastRates ?? model.rates]) {
				if (!(name in rates)) context.addIssue({ code: 'custom', message: `${id}: no rates “${name}”` });
			}
			for (const each of [id, ...(model.alsoNamed ?? [])]) {
				if (ids.has(each)) context.addIssue({ code: 'custom', message: `${each} is named twice` });
				ids.add(each);
			}
		}
	});
export type PriceTable = z.infer<typeof PriceTable>;

/** What one model costs. */
export interface ModelPrice {
	readonly rates: Rates;
	readonly fastRates: Rates | null;
	readonly inferenceGeo: Readonly<Record<string, number>>;
}

/**
 * Finds the price of exactly this id; null where it has none. A name that is part of another is another model: pricing
 * by parts of names was seen to be off by up to 73 %.
 */
export function findPrice(table: PriceTable, id: string): ModelPrice | null {
	const entry = Object.hasOwn(table.models, id)
		? table.models[id]
		: Object.values(table.models).find(({ alsoNamed }) => alsoNamed?.includes(id));
	const rates = entry === undefined ? undefined : table.rates[entry.rates];
	if (entry === undefined || rates === undefined) return null;
	const fastRates = entry.fastRates === undefined ? null : (table.rates[entry.fastRates] ?? null);
	return { rates, fastRates, inferenceGeo: table.inferenceGeo };
}
