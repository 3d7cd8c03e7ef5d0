import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describeError } from '@aegis/shared/errors';
import type { Logger } from '@aegis/shared/log';
import type { Knock, Verdict } from './knock.ts';

/** The largest body that is read, in bytes: 100 events are a tenth of it. */
const maxBody = 1024 * 1024;
/** Milliseconds between two looks whether the port has become free. */
const lookMs = 1_000;

/**
 * How long and how much a caller may take: whoever is slower is cut off within a second of it. Node looks at its own
 * limits every 30 s only, unless it is told otherwise (`connectionsCheckingInterval`).
 */
const limits = {
	headersTimeout: 3_000,
	requestTimeout: 6_000,
	keepAliveTimeout: 2_000,
	connectionsCheckingInterval: 500,
	maxHeaderSize: 8 * 1024,
};

type Ask = (projectGid: string, knock: Omit<Knock, 'id' | 'door'>) => Promise<Verdict | null>;

/**
 * Where the board's deliveries arrive. Every syncer of a machine wants the port and one has it; when that one ends,
 * another takes it. What comes is handed on unread to the syncer of the project in the path.
 */
export class Door implements AsyncDisposable {
	readonly #options: { host: string; port: number; ask: Ask; log: Logger };
	readonly #server: Server;
	#timer: NodeJS.Timeout | null = null;
	#closed = false;
	#problem: string | null = null;

	constructor(options: { host: string; port: number; ask: Ask; log: Logger }) {
		this.#options = options;
		this.#server = createServer(limits, (request, response) => {
			void this.#admit(request, response).catch(() => response.destroy());
		});
		this.#server.maxConnections = 256;
		this.#server.maxRequestsPerSocket = 100;
		// One that never says a word is no request yet, and has no more time than one that is slow about it.
		this.#server.on('connection', (socket) =>
			socket.setTimeout(limits.requestTimeout, () => socket.destroy()),
		);
		this.#server.unref();
	}

	/** Why nothing can arrive here, or null. */
	get problem(): string | null {
		return this.#problem;
	}

	/** Takes the port, or waits for it in the background; resolves when one of both is clear. */
	async open(): Promise<void> {
		if (this.#closed) return;
		const { host, port, log } = this.#options;
		try {
			await new Promise<void>((resolve, reject) => {
				this.#server.once('error', reject);
				this.#server.listen({ host, port, exclusive: true }, () => {
					this.#server.off('error', reject);
					resolve();
				});
			});
			this.#problem = null;
			log.info({ host, port }, 'webhooks arrive here');
		} catch (error) {
			const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
			const problem = taken ? null : `no webhook can arrive at ${host}:${port}: ${describeError(error)}`;
			if (problem !== this.#problem && problem !== null) log.error({ err: error, host, port }, 'no door');
			this.#problem = problem;
			this.#timer = setTimeout(() => void this.open(), lookMs);
			this.#timer.unref();
		}
	}

	async #admit(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const [, projectGid, part] = /^\/asana\/(\d{1,40})\/([\w-]{10,100})$/.exec(pathOf(request)) ?? [];
		if (request.method !== 'POST' || projectGid === undefined || part === undefined)
			return end(response, 404);
		const secret = headerOf(request, 'x-hook-secret');
		const signature = headerOf(request, 'x-hook-signature');
		// What cannot be a signature is not worth reading on for.
		if (secret === null && !/^[0-9a-f]{64}$/i.test(signature ?? '')) return end(response, 401);
		const body = await readBody(request);
		if (body === null) return end(response, 413);
		const knock = { part, secret, signature, body: body.toString('base64') };
		const verdict = await this.#options.ask(projectGid, knock);
		// The board tries again what nobody has taken.
		if (verdict === null) return end(response, 503);
		if (verdict.echo !== null) response.setHeader('X-Hook-Secret', verdict.echo);
		end(response, verdict.status);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#closed = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#server.closeAllConnections();
		await new Promise<void>((resolve) => this.#server.close(() => resolve()));
	}
}

function end(response: ServerResponse, status: number): void {
	// What is left of a body that is refused is not read.
	if (status === 413 || status === 401) response.setHeader('connection', 'close');
	response.writeHead(status).end();
}

/** The path below which the public address leads here may be anything: a proxy may leave it or take it away. */
function pathOf(request: IncomingMessage): string {
	const path = (request.url ?? '').split('?', 1)[0] ?? '';
	return path.slice(Math.max(path.lastIndexOf('/asana/'), 0));
}

function headerOf(request: IncomingMessage, name: string): string | null {
	const value = request.headers[name];
	return typeof value === 'string' && value.length <= 500 ? value : null;
}

/** The raw bytes, or null when there are too many. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		size += (chunk as Buffer).length;
		if (size > maxBody) return null;
		chunks.push(chunk as Buffer);
	}
	return Buffer.concat(chunks);
}
