import { fileURLToPath } from 'node:url';
import type { ModelPrice } from '@aegis/shared/prices';

const standIn = fileURLToPath(new URL('../simulated/claude.ts', import.meta.url));

/** Whether a command starts the simulated CLI: it asks no model, so there is no key to hold and nothing to meter. */
export function isStandIn(argv: readonly string[]): boolean {
	return argv.includes(standIn);
}

/** The model the simulated CLI says it is; no provider has one of that name. */
export const standInModel = 'simulated';

/** What it counts its turns by (`simulated/protocol.ts`): a cost becomes tokens there, and the same cost again here. */
export const standInPrice: ModelPrice = {
	rates: { input: 4, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.2 },
	fastRates: null,
	inferenceGeo: {},
};
