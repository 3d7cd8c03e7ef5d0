import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Seen {
	readonly method: string;
	readonly path: string;
}

/** An answer as it goes over the wire. */
export interface Reply {
	readonly status: number;
	/** Sent as it is when a string, else as JSON. */
	readonly body: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** What a test wants done with an answer: passed on, kept while the connection is cut, or another sent. */
export type Verdict = 'pass' | 'drop' | Reply;

/** Stands between the syncer and the board: counts requests and may swallow answers after the board has acted. */
export class Proxy implements AsyncDisposable {
	readonly seen: Seen[] = [];
	/** Called when a request has come. */
	onAsked: (seen: Seen) => void = () => {};
	/** Called when the board has answered and before the syncer gets it. */
	onAnswered: (seen: Seen, answer: { status: number; text: string }) => Verdict | Promise<Verdict> = () =>
		'pass';
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
		const status = answer.statusCode ?? 500;
		const verdict = await this.onAnswered(seen, { status, text: Buffer.concat(chunks).toString() });
		if (verdict === 'drop') {
			outgoing.destroy();
			return;
		}
		if (verdict !== 'pass') {
			outgoing.writeHead(verdict.status, { 'content-type': 'application/json', ...verdict.headers });
			outgoing.end(typeof verdict.body === 'string' ? verdict.body : JSON.stringify(verdict.body));
			return;
		}
		outgoing.writeHead(status, answer.headers);
		outgoing.end(Buffer.concat(chunks));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}
}
