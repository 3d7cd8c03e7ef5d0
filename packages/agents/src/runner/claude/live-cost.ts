import {
	addTokens,
	findPrice,
	loadPrices,
	mergeUsage,
	noTokens,
	priceOf,
	readUsage,
	toDollars,
	type ApiUsage,
	type ModelPrice,
	type NanoDollars,
	type Tokens,
} from '@aegis/shared/prices';
import { standInModel, standInPrice } from '../stand-in.ts';

/** What a run's messages came to, as far as their stream has told. */
export interface LiveCost {
	start(stream: string, model: string, usage: ApiUsage): void;
	update(stream: string, usage: ApiUsage): void;
	/** US dollars of all that has a price; null before the first message. */
	total(): number | null;
	/** Models without a price: what they cost is in no sum. */
	unpriced(): readonly string[];
	/** Models that answered, in the order of their first answer. */
	models(): readonly string[];
	tokens(): Tokens;
}

interface Message {
	readonly model: string;
	readonly price: ModelPrice | null;
	readonly usage: ApiUsage;
}

/**
 * Adds up what a run's messages cost while they come in, by the exact id of the model that answered; each stream (the
 * agent, each subagent) has one at a time. The table is read from its file once.
 */
export function createLiveCost(): LiveCost {
	const models = new Set<string>();
	const unpriced = new Set<string>();
	const open = new Map<string, Message>();
	let began = false;
	let settled: NanoDollars = 0;
	let tokens = noTokens;

	function settle(message: Message): void {
		settled += costOf(message) ?? 0;
		tokens = addTokens(tokens, tokensOf(message));
	}

	function note(stream: string, message: Message): void {
		open.set(stream, message);
		if (costOf(message) === null) unpriced.add(message.model);
	}

	return {
		start(stream, model, usage) {
			const before = open.get(stream);
			if (before !== undefined) settle(before);
			began = true;
			models.add(model);
			const price = model === standInModel ? standInPrice : findPrice(loadPrices(), model);
			note(stream, { model, price, usage });
		},
		update(stream, usage) {
			const message = open.get(stream);
			if (message !== undefined) note(stream, { ...message, usage: mergeUsage(message.usage, usage) });
		},
		total() {
			if (!began) return null;
			return toDollars([...open.values()].reduce((sum, message) => sum + (costOf(message) ?? 0), settled));
		},
		unpriced: () => [...unpriced],
		models: () => [...models],
		tokens: () => [...open.values()].reduce((sum, message) => addTokens(sum, tokensOf(message)), tokens),
	};
}

function costOf({ price, usage }: Message): NanoDollars | null {
	return price === null ? null : priceOf(readUsage(usage), price);
}

function tokensOf({ usage }: Message): Tokens {
	return readUsage(usage).calls.reduce(addTokens, noTokens);
}
