/** Names under which only this machine is reached. */
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Whether a board bound to this host can be reached from this machine alone. */
export function isLoopback(host: string): boolean {
	return loopback.has(host);
}

/** Whether a Host header may be answered: a page of another name that resolves to this machine may not read the board. */
export function isAllowedHost(header: string | undefined, boundTo: string): boolean {
	if (!isLoopback(boundTo) && ['0.0.0.0', '::', '[::]'].includes(boundTo)) return true;
	const name = (header ?? '').toLowerCase().replace(/:\d+$/, '');
	return loopback.has(name) || name === boundTo.toLowerCase();
}
