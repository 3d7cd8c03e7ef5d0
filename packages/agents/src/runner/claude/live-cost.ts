import type { Usage } from './lines.ts';

interface Price {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite: number;
}

/**
 * US dollars per million tokens, as the CLI 2.1.330 counts them (measured). Only for what is shown and watched during
 * a run: the CLI's own total settles it. The first name that is part of the model's decides.
 */
const prices: readonly (readonly [name: string, price: Price])[] = [
	['fable', { input: 8, output: 40, cacheRead: 0.2, cacheWrite: 10 }],
	['opus', { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 }],
	['sonnet-5', { input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 }],
	['sonnet', { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 }],
	['haiku-5', { input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 }],
	['haiku', { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }],
];
const unknownPrice: Price = { input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5 };

/** Adds up what a run's messages cost while they come in; each stream (the agent, each subagent) has one at a time. */
export function createLiveCost(): {
	start(stream: string, model: string, usage: Usage): void;
	update(stream: string, usage: Usage): void;
	total(): number | null;
} {
	let settled: number | null = null;
	const open = new Map<string, { price: Price; cost: number }>();
	return {
		start(stream, model, usage) {
			settled = (settled ?? 0) + (open.get(stream)?.cost ?? 0);
			const price = prices.find(([name]) => model.includes(name))?.[1] ?? unknownPrice;
			open.set(stream, { price, cost: costOf(usage, price) });
		},
		update(stream, usage) {
			const message = open.get(stream);
			if (message !== undefined) message.cost = Math.max(message.cost, costOf(usage, message.price));
		},
		total() {
			if (settled === null) return null;
			return [...open.values()].reduce((sum, { cost }) => sum + cost, settled);
		},
	};
}

function costOf(usage: Usage, price: Price): number {
	const dollars =
		usage.input_tokens * price.input +
		usage.output_tokens * price.output +
		(usage.cache_read_input_tokens ?? 0) * price.cacheRead +
		(usage.cache_creation_input_tokens ?? 0) * price.cacheWrite;
	return dollars / 1_000_000;
}
