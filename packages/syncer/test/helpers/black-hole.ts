import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP door to a Redis on a unix socket that can swallow everything, as a network that is gone does. */
export interface BlackHole extends AsyncDisposable {
	readonly url: string;
	swallow(): void;
	/** Lets new connections through; those from before stay dead. */
	restore(): void;
}

export async function openBlackHole(redisUrl: string): Promise<BlackHole> {
	const socketPath = redisUrl.slice('unix://'.length);
	const open = new Set<Socket>();
	let swallowing = false;
	const server = createServer((client) => {
		const upstream = connect(socketPath);
		const pairs: [Socket, Socket][] = [
			[client, upstream],
			[upstream, client],
		];
		for (const [from, to] of pairs) {
			open.add(from);
			from.on('data', (chunk) => swallowing || to.write(chunk));
			from.on('error', () => {});
			from.on('close', () => {
				open.delete(from);
				to.destroy();
			});
		}
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	const cut = (): void => open.forEach((socket) => socket.destroy());
	return {
		url: `redis://127.0.0.1:${port}`,
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
