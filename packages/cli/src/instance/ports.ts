import { createServer } from 'node:net';

/** True when this port of loopback can be listened on now. */
export function isPortFree(port: number): Promise<boolean> {
	return listenOnce(port).then((got) => got !== null);
}

/** A port of loopback that is free now. */
export async function findFreePort(): Promise<number> {
	const port = await listenOnce(0);
	if (port === null) throw new Error('no free port on 127.0.0.1');
	return port;
}

/** The preferred port, or any free one where it is taken. */
export async function choosePort(preferred: number): Promise<number> {
	return (await isPortFree(preferred)) ? preferred : findFreePort();
}

function listenOnce(port: number): Promise<number | null> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(null));
		server.listen({ port, host: '127.0.0.1' }, () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
		});
	});
}
