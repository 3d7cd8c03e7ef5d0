import { connect } from 'node:net';

/** Milliseconds a server may take to say anything. */
const patienceMs = 5_000;

/**
 * True when a Redis says anything at all, be it that it is loading or wants a password: that it is not stuck. `url` is
 * `unix://` or `redis://`.
 */
export function answersAnything(url: string): Promise<boolean> {
	const target = url.startsWith('unix://')
		? { path: url.slice('unix://'.length).replace(/^[^/]*@/, '') }
		: addressOf(url);
	return new Promise((resolve) => {
		const socket = connect(target, () => socket.write('PING\r\n'));
		const end = (answered: boolean): void => {
			socket.destroy();
			resolve(answered);
		};
		socket.setTimeout(patienceMs, () => end(false));
		socket.once('data', () => end(true)).once('error', () => end(false));
		socket.once('close', () => resolve(false));
	});
}

function addressOf(url: string): { host: string; port: number } {
	const { hostname, port } = new URL(url);
	return { host: hostname, port: Number(port || 6379) };
}
