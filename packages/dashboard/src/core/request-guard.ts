/** What the guard looks at in a request; header values as they came. */
export interface GuardedRequest {
	readonly method: string;
	readonly host: string | undefined;
	readonly origin: string | undefined;
	readonly fetchSite: string | undefined;
	/** Some route takes orders under this method and address. */
	readonly takesOrders: boolean;
}

export type Verdict = { allowed: true } | { allowed: false; status: 403 | 405 | 421; why: string };

/** True for names that only this machine can reach. */
export function isLoopback(hostname: string): boolean {
	const bare = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
	return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/**
 * Decides whether a request may be looked at: it reads, or it is an order that a page of ours sent, or a program with
 * the token.
 *
 * Without a token the Host must name this machine, or a page elsewhere could point its own name at 127.0.0.1 and read
 * everything (DNS rebinding). With a token every name is fine: a browser sends the token to no other name.
 */
export function judgeRequest(request: GuardedRequest, options: { hasToken: boolean }): Verdict {
	const hostname = hostnameOf(request.host);
	if (hostname === null || (!options.hasToken && !isLoopback(hostname))) {
		return { allowed: false, status: 421, why: 'The Host header does not name this machine.' };
	}
	if (request.method === 'GET' || request.method === 'HEAD') return { allowed: true };
	if (isForeign(request)) {
		return { allowed: false, status: 403, why: 'The request was sent by another site.' };
	}
	if (!request.takesOrders || request.method !== 'POST') {
		return { allowed: false, status: 405, why: 'This can only be read.' };
	}
	// Browsers name the page with every POST; what names none is no page of ours.
	if (request.origin === undefined && !options.hasToken) {
		return { allowed: false, status: 403, why: 'The request does not say which page sent it.' };
	}
	return { allowed: true };
}

function isForeign(request: GuardedRequest): boolean {
	if (request.origin !== undefined) {
		return request.origin !== `http://${request.host}` && request.origin !== `https://${request.host}`;
	}
	return request.fetchSite !== undefined && request.fetchSite !== 'same-origin';
}

function hostnameOf(host: string | undefined): string | null {
	const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host ?? '');
	return match?.[1] ?? null;
}
