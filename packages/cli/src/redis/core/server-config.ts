/** How a private Redis is reached: a socket only its owner can open, or loopback. */
export type RedisAddress =
	| { readonly kind: 'socket'; readonly path: string }
	| { readonly kind: 'loopback'; readonly port: number };

/** Who gets in: the installation's users, or, where the server is too old for them (6.2), whoever knows one password. */
export type RedisEntry =
	| { readonly kind: 'users'; readonly lines: readonly string[] }
	| { readonly kind: 'password'; readonly password: string };

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestSocketPath = 100;

export function fitsSocket(path: string): boolean {
	return new TextEncoder().encode(path).length <= longestSocketPath;
}

/** The address that goes to services: with `users@` each puts its own user there. */
export function formatRedisUrl(address: RedisAddress, entry: RedisEntry): string {
	const who = entry.kind === 'users' ? 'users' : `:${entry.password}`;
	return address.kind === 'socket'
		? `unix://${who}@${address.path}`
		: `redis://${who}@127.0.0.1:${address.port}`;
}

/**
 * The configuration of a private Redis: every write in the append-only file within a second, nothing ever evicted,
 * closed to everyone but this installation. `bind` is other than loopback only inside a container.
 */
export function renderRedisConfig(
	address: RedisAddress,
	entry: RedisEntry,
	folder: string,
	bind = '127.0.0.1',
): string {
	const place =
		address.kind === 'socket'
			? ['port 0', `unixsocket ${quote(address.path)}`, 'unixsocketperm 700']
			: [`bind ${bind}`, `port ${address.port}`];
	return [
		...place,
		...(entry.kind === 'users' ? ['user default off', ...entry.lines] : [`requirepass ${entry.password}`]),
		`dir ${quote(folder)}`,
		'appendonly yes',
		'appendfsync everysec',
		'save ""',
		'maxmemory-policy noeviction',
		'daemonize no',
		'',
	].join('\n');
}

/** Whether what a server says of its version (`Redis server v=7.0.15 …`) has users with rights by key and selector. */
export function hasUsers(version: string): boolean {
	return Number(/v=(\d+)\./.exec(version)?.[1] ?? 0) >= 7;
}

function quote(text: string): string {
	return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
