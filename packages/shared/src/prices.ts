export { findPrice, type ModelPrice, type PriceTable } from './prices/core/price-table.ts';
export { priceOf, toDollars, toNanoDollars, type NanoDollars } from './prices/core/price.ts';
export {
	addTokens,
	ApiUsage,
	mergeUsage,
	noTokens,
	promptTokens,
	readUsage,
	type Tokens,
	type Usage,
} from './prices/core/usage.ts';
export { loadPrices, readPrices } from './prices/load.ts';
