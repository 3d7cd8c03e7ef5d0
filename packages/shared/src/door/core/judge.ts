/** What may be done with a door opened this wide: `view` reads, `operate` gives orders too. */
export type Role = 'view' | 'operate';

/** Who asks, and from where; header values as they came. */
export interface Approach {
	readonly method: string;
	readonly host: string | undefined;
	readonly origin: string | undefined;
	readonly fetchSite: string | undefined;
	readonly fetchMode: string | undefined;
	/** How the role was proven: a browser sends a cookie by itself, a program sends a secret on purpose. */
	readonly proof: 'cookie' | 'secret' | 'none';
	readonly role: Role | null;
	/** Answered to anybody: a sign of life, or the door itself. */
	readonly open: boolean;
}

/** Where the server listens, and which further names lead to it. */
export interface Place {
	readonly boundTo: string;
	readonly hosts: readonly string[];
}

export type Verdict = { readonly allowed: true } | Refusal;

interface Refusal {
	readonly allowed: false;
	readonly status: 401 | 403 | 421;
	readonly code: string;
	readonly why: string;
	readonly fix: string;
}

/** True for names that only this machine can reach. */
export function isLoopback(hostname: string): boolean {
	const bare = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1');
	return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

const refusals = {
	host: {
		status: 421,
		code: 'HOST_REFUSED',
		why: 'The Host header does not name this server.',
		fix: 'Open the address that `aegis open` prints.',
	},
	foreign: {
		status: 403,
		code: 'ORIGIN_REFUSED',
		why: 'The request was sent by another site, or by no page at all.',
		fix: 'Use the page itself; a program sends the secret as a Bearer token.',
	},
	secret: {
		status: 401,
		code: 'SECRET_REQUIRED',
		why: 'A session or a secret is needed.',
		fix: '`aegis open` prints a link that opens one.',
	},
	role: {
		status: 403,
		code: 'ROLE_REFUSED',
		why: 'This session may look, not give orders.',
		fix: '`aegis open` prints a link for one that may.',
	},
} as const;

/**
 * Decides whether a request may go on to its route.
 *
 * Invariants: nothing is read without a role; nothing is ordered without `operate`, whatever the Origin; an order that
 * a browser sends comes from a page of ours; a page elsewhere can neither point its own name at this machine (Host)
 * nor embed what is served here (Sec-Fetch-Site).
 */
export function judgeApproach(approach: Approach, place: Place): Verdict {
	const hostname = hostnameOf(approach.host);
	if (hostname === null || !isServed(hostname, place)) return refuse('host');
	const reads = approach.method === 'GET' || approach.method === 'HEAD';
	if (reads ? isEmbedded(approach) : isForeign(approach)) return refuse('foreign');
	if (approach.open) return { allowed: true };
	if (approach.role === null) return refuse('secret');
	if (reads) return { allowed: true };
	// Browsers name the page with every order; a cookie without a page is somebody else's use of it.
	if (approach.proof === 'cookie' && approach.origin === undefined) return refuse('foreign');
	return approach.role === 'operate' ? { allowed: true } : refuse('role');
}

/** Bound to the loopback, only its names are ours; bound elsewhere any name may lead here, and sessions stay with a name. */
function isServed(hostname: string, { boundTo, hosts }: Place): boolean {
	return !isLoopback(boundTo) || isLoopback(hostname) || hosts.includes(hostname.toLowerCase());
}

/** A page of another origin, even of another port of this machine, may be followed from but not read into. */
function isEmbedded({ fetchSite, fetchMode }: Approach): boolean {
	return (fetchSite === 'cross-site' || fetchSite === 'same-site') && fetchMode !== 'navigate';
}

function isForeign({ origin, host, fetchSite }: Approach): boolean {
	if (origin !== undefined) return origin !== `http://${host}` && origin !== `https://${host}`;
	return fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none';
}

function hostnameOf(host: string | undefined): string | null {
	const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host ?? '');
	return match?.[1] ?? null;
}

function refuse(why: keyof typeof refusals): Verdict {
	return { allowed: false, ...refusals[why] };
}
