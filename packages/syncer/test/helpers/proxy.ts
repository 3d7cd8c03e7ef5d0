import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Seen {
	readonly method: string;
	readonly path: string;
}

/** What a test wants done with an answer: passed on, or kept while the connection is cut. */
export type Verdict = 'pass' | 'drop';

/** Stands between the syncer and the board: counts requests and may swallow answers after the board has acted. */
export class Proxy implements AsyncDisposable {
	readonly seen: Seen[] = [];
	/** Called when a request has come. */
	onAsked: (seen: Seen) => void = () => {};
	/** Called when the board has answered and before the syncer gets it. */
	onAnswered: (seen: Seen) => Verdict | Promise<Verdict> = () => 'pass';
	readonly #server;
	readonly #target: string;

	private constructor(target: string) {
		this.#target = target;
		this.#server = createServer((incoming, outgoing) => {
			const seen = { method: incoming.method ?? '', path: incoming.url ?? '' };
			this.seen.push(seen);
			this.onAsked(seen);
			const onward = forward(
				`${this.#target}${seen.path}`,
				{ method: seen.method, headers: incoming.headers },
				(answer) => void this.#answer(seen, answer, outgoing),
			);
			onward.on('error', () => outgoing.destroy());
			incoming.pipe(onward);
		});
	}

	static async open(target: string): Promise<Proxy> {
		const proxy = new Proxy(target);
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async #answer(
		seen: Seen,
		answer: IncomingMessage,
		outgoing: import('node:http').ServerResponse,
	): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of answer) chunks.push(chunk as Buffer);
		if ((await this.onAnswered(seen)) === 'drop') {
			outgoing.destroy();
			return;
		}
		outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
		outgoing.end(Buffer.concat(chunks));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}
}
