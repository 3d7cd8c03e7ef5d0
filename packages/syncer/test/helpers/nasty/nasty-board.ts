import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Chance } from './chance.ts';
import { EventStream } from './event-stream.ts';
import { addStories, twist } from './twist.ts';

interface Reply {
	readonly status: number;
	readonly text: string;
	readonly type?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

/** How long a read may answer with an older state, in milliseconds. */
const lagMs = 2_000;

/** Another Asana-compatible server: the board behind it, answering in every way the API allows. */
export class NastyBoard implements AsyncDisposable {
	readonly #server;
	readonly #chance: Chance;
	readonly #target: string;
	readonly #events = new Map<string, EventStream>();
	readonly #earlier = new Map<string, { at: number; reply: Reply }>();
	/** While true it only forwards. */
	tame = false;

	private constructor(target: string, seed: number) {
		this.#target = target;
		this.#chance = new Chance(seed);
		this.#server = createServer((incoming, outgoing) => {
			this.#handle(incoming, outgoing).catch(() => outgoing.destroy());
		});
	}

	static async open(target: string, seed: number): Promise<NastyBoard> {
		const board = new NastyBoard(target, seed);
		board.#server.listen(0, '127.0.0.1');
		await once(board.#server, 'listening');
		return board;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	async #handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Buffer);
		const request = {
			method: incoming.method ?? 'GET',
			url: new URL(incoming.url ?? '', this.#target),
			headers: { authorization: incoming.headers.authorization ?? '', 'content-type': 'application/json' },
			body: Buffer.concat(chunks).toString(),
		};
		const trouble = this.tame ? null : this.#refuse();
		if (trouble === 'cut') return void outgoing.destroy();
		if (trouble !== null) return this.#send(outgoing, trouble);
		const reply = await this.#answer(request);
		// The write was done, its answer is lost.
		if (!this.tame && request.method !== 'GET' && this.#chance.is(0.05)) return void outgoing.destroy();
		this.#send(outgoing, reply);
	}

	async #answer(request: {
		method: string;
		url: URL;
		headers: Record<string, string>;
		body: string;
	}): Promise<Reply> {
		const { method, url } = request;
		const ask = async (target: URL): Promise<Reply> => {
			const response = await fetch(target, {
				method,
				headers: request.headers,
				...(request.body === '' ? {} : { body: request.body }),
			});
			return { status: response.status, text: await response.text() };
		};
		if (url.pathname.endsWith('/events')) return this.#answerEvents(url, ask);
		const { limit, offset } = {
			limit: url.searchParams.get('limit'),
			offset: url.searchParams.get('offset'),
		};
		if (limit === '100') url.searchParams.set('limit', '7');
		if (offset !== null) url.searchParams.set('offset', Buffer.from(offset.slice(3), 'base64url').toString());
		const earlier = this.#earlier.get(url.href);
		const isRead = method === 'GET';
		if (isRead && earlier && performance.now() - earlier.at < lagMs && this.#chance.is(0.5))
			return earlier.reply;
		const reply = this.#twist(await ask(url), method);
		if (isRead && reply.status === 200) this.#earlier.set(url.href, { at: performance.now(), reply });
		return reply;
	}

	async #answerEvents(url: URL, ask: (url: URL) => Promise<Reply>): Promise<Reply> {
		const resource = url.searchParams.get('resource') ?? '';
		const stream =
			this.#events.get(resource) ??
			new EventStream(this.#chance, async (sync) => {
				const target = new URL(url);
				if (sync === null) target.searchParams.delete('sync');
				else target.searchParams.set('sync', sync);
				const reply = await ask(target);
				return { status: reply.status, body: JSON.parse(reply.text) as Record<string, unknown> };
			});
		this.#events.set(resource, stream);
		const { status, body } = await stream.answer(url.searchParams.get('sync'));
		return { status, text: JSON.stringify(body) };
	}

	#twist(reply: Reply, method: string): Reply {
		if (reply.status >= 400) {
			const first = (JSON.parse(reply.text) as { errors?: { message?: string }[] }).errors?.[0];
			const errors = this.#chance.pick([
				[{ message: first?.message }],
				[{ message: first?.message, help: null }],
			]);
			return { status: reply.status, text: JSON.stringify({ errors, phrase: null }) };
		}
		const body = JSON.parse(reply.text) as { data: unknown; next_page?: { offset?: string } | null };
		const data = twist(body.data, this.#chance);
		const isStories =
			Array.isArray(data) && (data as { type?: string }[]).some((one) => one.type === 'system');
		const offset = body.next_page?.offset;
		const text = JSON.stringify({
			future: true,
			data: isStories ? addStories(data, this.#chance) : data,
			...(offset === undefined
				? {}
				: { next_page: { offset: `op!${Buffer.from(offset).toString('base64url')}` } }),
		});
		const created = method === 'POST' && this.#chance.is(0.5);
		return { status: created ? (reply.status === 201 ? 200 : 201) : reply.status, text };
	}

	/** What goes wrong before anything was done. */
	#refuse(): Reply | 'cut' | null {
		if (!this.#chance.is(0.06)) return null;
		return this.#chance.pick<Reply | 'cut'>([
			'cut',
			{ status: 502, text: '<html><body>Bad Gateway</body></html>', type: 'text/html' },
			{ status: 503, text: '' },
			{ status: 500, text: '{"errors":[]}' },
			{ status: 429, text: '{}' },
			{ status: 429, text: '', headers: { 'retry-after': '0' } },
			{ status: 200, text: '{"data":[{"gid":"1"', headers: {} },
		]);
	}

	#send(outgoing: ServerResponse, reply: Reply): void {
		const zipped = !this.tame && this.#chance.is(0.5) && reply.text !== '';
		outgoing.writeHead(reply.status, {
			'content-type': reply.type ?? 'application/json; charset=UTF-8',
			...(zipped ? { 'content-encoding': 'gzip' } : {}),
			...reply.headers,
		});
		const bytes = zipped ? gzipSync(reply.text) : Buffer.from(reply.text);
		// In two pieces, so that its length is not announced; now and then the connection does not outlive it.
		outgoing.write(bytes.subarray(0, 1));
		const { socket } = outgoing;
		if (!this.tame && this.#chance.is(0.05)) outgoing.on('finish', () => socket?.destroy());
		outgoing.end(bytes.subarray(1));
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}
}
