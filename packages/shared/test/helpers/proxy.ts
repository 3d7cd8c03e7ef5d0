import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

/** A TCP door to a Redis on a unix socket that can swallow everything instead of passing it on. */
export interface Proxy extends AsyncDisposable {
	readonly url: string;
	/** From now on nothing passes in either direction, and nobody is told. */
	blackhole(): void;
	/** Passes what is said from now on, over new connections; those of the black hole are cut. */
	restore(): void;
}

export async function startProxy(socketPath: string): Promise<Proxy> {
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
	const { port } = server.address() as { port: number };
	const cut = (): void => open.forEach((socket) => socket.destroy());
	return {
		url: `redis://127.0.0.1:${port}`,
		blackhole: () => (swallowing = true),
		restore: () => ((swallowing = false), cut()),
		async [Symbol.asyncDispose]() {
			server.close();
			cut();
			await once(server, 'close');
		},
	};
}
