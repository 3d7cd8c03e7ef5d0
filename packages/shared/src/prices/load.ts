import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AegisError } from '../errors.ts';
import { PriceTable } from './core/price-table.ts';

const file = fileURLToPath(new URL('../../../../schema/model-prices.json', import.meta.url));

let loaded: PriceTable | undefined;

/** What the models cost, from `schema/model-prices.json`; read once. Throws PRICES_INVALID. */
export function loadPrices(): PriceTable {
	loaded ??= readPrices(file);
	return loaded;
}

/** Reads a price table. Throws PRICES_INVALID. */
export function readPrices(path: string): PriceTable {
	try {
		return PriceTable.parse(JSON.parse(readFileSync(path, 'utf8')));
	} catch (error) {
		throw new AegisError('PRICES_INVALID', `The table of model prices in ${path} cannot be used.`, {
			fix: 'Restore it from the repository; the cause is in the log.',
			exitCode: 2,
			cause: error,
		});
	}
}
