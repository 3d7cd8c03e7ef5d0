import { z } from 'zod';
import { noTokens, promptTokens, type Tokens } from '@aegis/shared/prices';

/** What the door needs to know of a request to the Messages API; the rest is the provider's to judge. */
export const MessagesRequest = z.looseObject({
	model: z.string().min(1).max(200),
	max_tokens: z.number().int().nonnegative().optional(),
	stream: z.boolean().optional(),
	speed: z.string().nullish(),
	inference_geo: z.string().nullish(),
	tools: z.array(z.looseObject({ type: z.string().optional(), name: z.string().optional() })).nullish(),
	mcp_servers: z.array(z.unknown()).nullish(),
});
export type MessagesRequest = z.infer<typeof MessagesRequest>;

/** What a call is expected to need, and the most it could. */
export interface Estimate {
	readonly likely: Tokens;
	readonly most: Tokens;
}

/** Tokens of output that are set aside for a call: what an answer of an agent mostly stays below, not what it may have. */
const outputAllowance = 1_000;
/** Used where a request names no limit of its own, which the provider refuses anyway. */
const outputLimit = 128_000;
/** Characters of a picture's encoding say nothing about its tokens; a large picture has about this many. */
const pictureTokens = 2_000;

/**
 * Estimates a call by its text. About four characters make a token, seldom fewer than two. What an earlier call of this
 * run had in its prompt (`seenPrompt`, in tokens) is mostly read from the provider's cache, the rest is written to it.
 */
export function estimateCall(request: MessagesRequest, seenPrompt: number): Estimate {
	const size = measure(request);
	const { cached, hour } = findCacheControl(request);
	const output = request.max_tokens ?? outputLimit;
	const tokens = Math.ceil(size.characters / 4) + size.pictures * pictureTokens;
	const read = cached ? Math.min(seenPrompt, tokens) : 0;
	const most = Math.ceil(size.characters / 2) + size.pictures * 2 * pictureTokens;
	return {
		likely: {
			...place(tokens - read, cached, hour),
			cacheRead: read,
			output: Math.min(output, outputAllowance),
		},
		most: { ...place(most, cached, hour), output },
	};
}

/** Tools that the provider itself carries out may reach any host, past the run's own list of hosts. */
export function findServerTool(request: MessagesRequest): string | null {
	if ((request.mcp_servers?.length ?? 0) > 0) return 'mcp_servers';
	const tool = request.tools?.find(({ type }) => /^(web_|code_execution|mcp_)/.test(type ?? ''));
	return tool?.type ?? null;
}

/** Tokens that were put out, by what was seen of a stream that broke off: some three characters make one. */
export function guessOutput(characters: number): number {
	return Math.ceil(characters / 3);
}

/** The prompt of an answered call, for the estimate of the next one. */
export function seenAfter(before: number, calls: readonly Tokens[]): number {
	return Math.max(before, ...calls.map(promptTokens));
}

function place(tokens: number, cached: boolean, hour: boolean): Tokens {
	if (!cached) return { ...noTokens, input: tokens };
	return hour ? { ...noTokens, cacheWrite1h: tokens } : { ...noTokens, cacheWrite5m: tokens };
}

interface Size {
	readonly characters: number;
	readonly pictures: number;
}

/** Counts the characters of everything the model would read, and the pictures. */
function measure(value: unknown): Size {
	if (typeof value === 'string') return { characters: value.length, pictures: 0 };
	if (typeof value !== 'object' || value === null) return { characters: 1, pictures: 0 };
	if (isPicture(value)) return { characters: 0, pictures: 1 };
	let characters = 0;
	let pictures = 0;
	for (const [key, part] of Object.entries(value)) {
		const size = measure(part);
		characters += size.characters + (Array.isArray(value) ? 0 : key.length);
		pictures += size.pictures;
	}
	return { characters, pictures };
}

function isPicture(value: object): boolean {
	return (
		'media_type' in value && typeof value.media_type === 'string' && value.media_type.startsWith('image/')
	);
}

function findCacheControl(request: unknown): { cached: boolean; hour: boolean } {
	let cached = false;
	let hour = false;
	const look = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		if ('cache_control' in value && typeof value.cache_control === 'object' && value.cache_control !== null) {
			cached = true;
			if ('ttl' in value.cache_control && value.cache_control.ttl === '1h') hour = true;
		}
		for (const part of Object.values(value)) look(part);
	};
	look(request);
	return { cached, hour };
}
