import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP door to a server on a unix socket that can swallow everything, as a network that is gone does. */
export interface BlackHole extends AsyncDisposable {
	readonly port: number;
	/** For a Redis behind the door. */
	readonly redisUrl: string;
	/** From now on nothing passes in either direction, and nobody is told. */
	swallow(): void;
	/** Passes what is said from now on, over new connections; those from before are cut. */
	restore(): void;
}

export async function openBlackHole(socketPath: string): Promise<BlackHole> {
	const open = new Set<Socket>();
	let swallowing = false;
	const server = createServer((client) => {
		const upstream = connect(socketPath);
		for (const [from, to] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			open.add(from);
			from.on('data', (chunk) => swallowing || to.write(chunk));
			from.on('error', () => {});
			from.on('close', () => (open.delete(from), to.destroy()));
		}
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const cut = (): void => open.forEach((socket) => socket.destroy());
	return {
		port,
		redisUrl: `redis://127.0.0.1:${port}`,
		swallow: () => void (swallowing = true),
		restore() {
			swallowing = false;
			cut();
		},
		async [Symbol.asyncDispose]() {
			server.close();
			cut();
			await once(server, 'close');
		},
	};
}
