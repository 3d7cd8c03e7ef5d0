/** How a private Redis is reached: a socket only its owner can open, or loopback with a password. */
export type RedisAddress =
	| { readonly kind: 'socket'; readonly path: string }
	| { readonly kind: 'loopback'; readonly port: number; readonly password: string };

/** sockaddr_un holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestSocketPath = 100;

export function fitsSocket(path: string): boolean {
	return new TextEncoder().encode(path).length <= longestSocketPath;
}

export function formatRedisUrl(address: RedisAddress): string {
	return address.kind === 'socket'
		? `unix://${address.path}`
		: `redis://:${address.password}@127.0.0.1:${address.port}`;
}

/**
 * The configuration of a private Redis: every write in the append-only file within a second, nothing ever evicted,
 * closed to everyone but this installation. `bind` is other than loopback only inside a container.
 */
export function renderRedisConfig(address: RedisAddress, folder: string, bind = '127.0.0.1'): string {
	const access =
		address.kind === 'socket'
			? ['port 0', `unixsocket ${quote(address.path)}`, 'unixsocketperm 700']
			: [`bind ${bind}`, `port ${address.port}`, `requirepass ${address.password}`];
	return [
		...access,
		`dir ${quote(folder)}`,
		'appendonly yes',
		'appendfsync everysec',
		'save ""',
		'maxmemory-policy noeviction',
		'daemonize no',
		'',
	].join('\n');
}

function quote(text: string): string {
	return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
