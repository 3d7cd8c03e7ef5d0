import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port of this machine that another program has, until it is disposed. Whoever connects is turned away. */
export async function takePort(): Promise<{ readonly port: number } & AsyncDisposable> {
	const server = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return { port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
