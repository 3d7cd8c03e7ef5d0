import { z } from 'zod';

const count = z.number().int().nonnegative().catch(0);

const CacheCreation = z.object({
	ephemeral_5m_input_tokens: count.nullish(),
	ephemeral_1h_input_tokens: count.nullish(),
});

const counts = {
	input_tokens: count.nullish(),
	output_tokens: count.nullish(),
	cache_read_input_tokens: count.nullish(),
	cache_creation_input_tokens: count.nullish(),
	cache_creation: CacheCreation.nullish().catch(null),
};

/** `usage` of the Messages API, in an answer and in the events of a stream; all of it may be left out there. */
export const ApiUsage = z.object({
	...counts,
	server_tool_use: z.object({ web_search_requests: count.nullish() }).nullish().catch(null),
	speed: z.string().nullish().catch(null),
	inference_geo: z.string().nullish().catch(null),
	/** The calls that one answer was made of, where it was more than one. */
	iterations: z
		.array(z.object({ type: z.string(), ...counts }))
		.nullish()
		.catch(null),
});
export type ApiUsage = z.infer<typeof ApiUsage>;

/** Tokens of one call by what they cost. Thinking is part of `output`. */
export interface Tokens {
	readonly input: number;
	readonly output: number;
	readonly cacheRead: number;
	readonly cacheWrite5m: number;
	readonly cacheWrite1h: number;
}

/** What one answer has to be paid for. */
export interface Usage {
	/** The calls it was made of: one, unless the provider names several that add up to it. */
	readonly calls: readonly Tokens[];
	readonly webSearches: number;
	readonly fast: boolean;
	readonly inferenceGeo: string | null;
}

export const noTokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

export function readUsage(usage: ApiUsage): Usage {
	const whole = readTokens(usage);
	const parts = (usage.iterations ?? []).filter(({ type }) => type === 'message').map(readTokens);
	const addsUp = parts.length > 0 && isSame(parts.reduce(addTokens, noTokens), whole);
	return {
		calls: addsUp ? parts : [whole],
		webSearches: usage.server_tool_use?.web_search_requests ?? 0,
		fast: usage.speed === 'fast',
		inferenceGeo: usage.inference_geo ?? null,
	};
}

/** A later event of a stream says the totals so far: what it leaves out stays, and nothing gets less. */
export function mergeUsage(before: ApiUsage, after: ApiUsage): ApiUsage {
	const most = (a: number | null | undefined, b: number | null | undefined): number =>
		Math.max(a ?? 0, b ?? 0);
	return {
		input_tokens: most(before.input_tokens, after.input_tokens),
		output_tokens: most(before.output_tokens, after.output_tokens),
		cache_read_input_tokens: most(before.cache_read_input_tokens, after.cache_read_input_tokens),
		cache_creation_input_tokens: most(before.cache_creation_input_tokens, after.cache_creation_input_tokens),
		cache_creation: after.cache_creation ?? before.cache_creation,
		server_tool_use: after.server_tool_use ?? before.server_tool_use,
		speed: after.speed ?? before.speed,
		inference_geo: after.inference_geo ?? before.inference_geo,
		iterations: after.iterations ?? before.iterations,
	};
}

/** Tokens that the prompt had, wherever they came from. */
export function promptTokens(tokens: Tokens): number {
	return tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h;
}

export function addTokens(a: Tokens, b: Tokens): Tokens {
	return {
		input: a.input + b.input,
		output: a.output + b.output,
		cacheRead: a.cacheRead + b.cacheRead,
		cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
		cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
	};
}

function readTokens(usage: z.infer<z.ZodObject<typeof counts>>): Tokens {
	const written = usage.cache_creation_input_tokens ?? 0;
	// The part that is kept for an hour is named; the rest of what was written is kept for five minutes.
	const hour = Math.min(usage.cache_creation?.ephemeral_1h_input_tokens ?? 0, written);
	return {
		input: usage.input_tokens ?? 0,
		output: usage.output_tokens ?? 0,
		cacheRead: usage.cache_read_input_tokens ?? 0,
		cacheWrite5m: written - hour,
		cacheWrite1h: hour,
	};
}

function isSame(a: Tokens, b: Tokens): boolean {
	return promptTokens(a) === promptTokens(b) && a.output === b.output && a.cacheRead === b.cacheRead;
}
