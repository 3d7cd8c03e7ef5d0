const allowed: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** An address that may be followed from a text anybody can write; undefined for one that would run something. */
export function safeLink(href: string): string | undefined {
	const url = URL.parse(href.trim());
	return url !== null && allowed.has(url.protocol) ? url.href : undefined;
}
