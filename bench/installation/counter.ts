import { once } from 'node:events';
import { Agent, createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between syncers and a board and notes every request. */
export interface Counter extends AsyncDisposable {
	readonly url: string;
	/** Method and path of each request so far. */
	readonly seen: readonly string[];
}

export async function startCounter(target: string): Promise<Counter> {
	const seen: string[] = [];
	const agent = new Agent({ keepAlive: true });
	const server = createServer((incoming, outgoing) => {
		seen.push(`${incoming.method} ${incoming.url}`);
		const { method, headers } = incoming;
		const onward = forward(`${target}${incoming.url}`, { method, headers, agent }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		onward.on('error', () => outgoing.destroy());
		incoming.pipe(onward);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			agent.destroy();
			await once(server, 'close');
		},
	};
}
