/** What a run may ask of the model's provider. */
export type ModelRoute = 'messages' | 'count-tokens';

/**
 * The route a request is for; null for everything else: files, batches, keys and organisations of the account are no
 * run's business. Measured: with nonessential traffic switched off the CLI asks for nothing but these.
 */
export function findRoute(method: string, target: string): ModelRoute | null {
	if (method !== 'POST') return null;
	switch (target) {
		case '/v1/messages':
		case '/v1/messages?beta=true':
			return 'messages';
		case '/v1/messages/count_tokens':
		case '/v1/messages/count_tokens?beta=true':
			return 'count-tokens';
		default:
			return null;
	}
}

/** Headers that are the connection's own, say who asks, or carry a key: none of them goes on to the provider. */
const kept =
	/^(accept|content-type|user-agent|anthropic-version|anthropic-beta|anthropic-dangerous-direct-browser-access|x-app|x-claude-.*|x-stainless-.*)$/;

/** The headers of a run's request that the provider may see. */
export function forwardHeaders(
	headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
	const entries = Object.entries(headers).flatMap(([name, value]) =>
		kept.test(name) && value !== undefined ? [[name, String(value)] as const] : [],
	);
	return Object.fromEntries(entries);
}

/** Headers of an answer that the run may see: what a client needs to read it and to wait, nothing of the account. */
const returned = /^(content-type|request-id|retry-after|x-should-retry|anthropic-ratelimit-.*)$/;

export function returnHeaders(
	headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
	const entries = Object.entries(headers).flatMap(([name, value]) =>
		returned.test(name) && value !== undefined ? [[name, String(value)] as const] : [],
	);
	return Object.fromEntries(entries);
}
