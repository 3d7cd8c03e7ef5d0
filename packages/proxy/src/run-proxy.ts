import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Access } from './core/credential.ts';
import type { HostRule } from './core/hosts.ts';
import type { Refusal } from './core/meter.ts';
import { EgressDoor, refuse, type EgressDoorOptions, type RefusedHost } from './egress/egress-door.ts';
import { Account, type Spending } from './model/account.ts';
import { answerError } from './model/http.ts';
import { ModelDoor, type UsageLimit } from './model/model-door.ts';
import { loadPrices } from '@aegis/shared/prices';

export type { RefusedHost, Refusal, Spending, UsageLimit };

/** The socket's name in its folder. */
export const socketName = 'proxy.sock';

export interface RunProxyOptions {
	/** Where to listen: a socket in a folder that only the run sees, or loopback where a run has no way to a socket. */
	readonly listen: { readonly kind: 'socket'; readonly folder: string } | { readonly kind: 'loopback' };
	/** The key it holds; null where the run signs in by itself, and only other hosts are looked after. */
	readonly access: Extract<Access, { kind: 'held' }> | null;
	/** US dollars; null for no limit. */
	readonly capUsd: number | null;
	/** The hosts a run may reach besides its model; empty for none. */
	readonly hosts: readonly HostRule[];
	/** Whose HTTPS_PROXY and NO_PROXY are heeded on the way to the model's provider. */
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly onSpending: (spending: Spending) => void;
	readonly onRefusedHost: (refused: RefusedHost) => void;
	/** Stand in for the Internet in tests. */
	readonly resolve?: EgressDoorOptions['resolve'];
	readonly dial?: EgressDoorOptions['dial'];
}

/** What stands between one run and the world, for as long as the run lasts. */
export interface RunProxy extends AsyncDisposable {
	/** The socket, or null where it listens on loopback. */
	readonly socketPath: string | null;
	/** Where it is reached without a bridge; null where it is a socket. */
	readonly url: string | null;
	/** What the CLI is given instead of the key, when it reaches the proxy at `url`. */
	modelEnvironment(url: string): Record<string, string>;
	/** What every program of the run is given to reach other hosts, when it reaches the proxy at `url`. */
	hostEnvironment(url: string): Record<string, string>;
	spending(): Spending;
	/** Why the last call to the model that was not let through was not. */
	refusal(): Refusal | null;
	/** Set once the provider said that the account's usage limit is reached. */
	usageLimit(): UsageLimit | null;
	setCap(capUsd: number | null): void;
	/** Breaks off calls to the model, settles what they cost, and lets no other through; other hosts stay reachable. */
	endModel(): Promise<void>;
}

/** Starts the proxy of one run. Disposing it breaks off whatever is under way; what that cost is settled by then. */
export async function startRunProxy(options: RunProxyOptions): Promise<RunProxy> {
	const bearer = randomBytes(32).toString('base64url');
	const account = new Account(options.capUsd, options.onSpending);
	const { access } = options;
	const model =
		access === null ? null : new ModelDoor({ ...access, prices: loadPrices(), account, env: options.env });
	const egress = new EgressDoor({
		rules: options.hosts,
		onRefused: options.onRefusedHost,
		...(options.resolve === undefined ? {} : { resolve: options.resolve }),
		...(options.dial === undefined ? {} : { dial: options.dial }),
	});
	const calls = new Map<ServerResponse, Promise<void>>();
	let modelEnded = false;
	const endModel = async (): Promise<void> => {
		modelEnded = true;
		for (const response of calls.keys()) response.destroy();
		await Promise.allSettled(calls.values());
	};
	const server = serve(bearer, () => (modelEnded ? null : model), egress, calls);
	const socketPath = await listen(server, options.listen);
	const url = socketPath === null ? `http://127.0.0.1:${(server.address() as AddressInfo).port}` : null;
	return {
		socketPath,
		url,
		modelEnvironment: (at): Record<string, string> =>
			access === null ? {} : { ANTHROPIC_BASE_URL: at, [access.credential.variable]: bearer },
		hostEnvironment: (at) => proxyVariables(at, bearer),
		spending: () => account.spending(),
		refusal: () => account.refusal,
		usageLimit: () => model?.usageLimit ?? null,
		setCap: (capUsd) => account.setCap(capUsd),
		endModel,
		async [Symbol.asyncDispose]() {
			egress[Symbol.dispose]();
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await endModel();
			model?.[Symbol.dispose]();
			await closed;
		},
	};
}

function serve(
	bearer: string,
	findModel: () => ModelDoor | null,
	egress: EgressDoor,
	calls: Map<ServerResponse, Promise<void>>,
): Server {
	const server = createServer((request: IncomingMessage, response: ServerResponse) => {
		response.on('error', () => response.destroy());
		const model = findModel();
		if (!isBearer(bearer, tokenOf(request))) {
			request.resume();
			answerError(response, 401, 'authentication_error', 'This run’s own key is missing or wrong.');
		} else if (model === null || (request.url ?? '').includes('://')) {
			request.resume();
			answerError(response, 403, 'permission_error', 'Only HTTPS to listed hosts goes through here.');
		} else {
			const call = model.answer(request, response).catch(() => void response.destroy());
			calls.set(response, call);
			void call.finally(() => calls.delete(response));
		}
	});
	server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
		const given = basicPassword(request.headers['proxy-authorization']);
		if (isBearer(bearer, given)) void egress.open(request, client, head);
		else refuse(client, 407, 'This run’s own key is missing or wrong.');
	});
	server.on('clientError', (_error, socket) => socket.destroy());
	// A model may think for long before it says anything; who asks has a limit of its own.
	server.requestTimeout = 0;
	return server;
}

async function listen(server: Server, where: RunProxyOptions['listen']): Promise<string | null> {
	const path = where.kind === 'socket' ? join(where.folder, socketName) : null;
	if (where.kind === 'socket') mkdirSync(where.folder, { recursive: true, mode: 0o700 });
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		if (path === null) server.listen(0, '127.0.0.1', resolve);
		else server.listen(path, resolve);
	});
	if (path !== null) chmodSync(path, 0o600);
	return path;
}

/** Where a client of the Messages API says who it is. */
function tokenOf({ headers }: IncomingMessage): string {
	const key = headers['x-api-key'];
	if (typeof key === 'string') return key;
	return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

function basicPassword(header: string | undefined): string {
	const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
	if (encoded === undefined) return '';
	const text = Buffer.from(encoded, 'base64').toString('utf8');
	return text.slice(text.indexOf(':') + 1);
}

function isBearer(bearer: string, given: string): boolean {
	const [a, b] = [Buffer.from(bearer), Buffer.from(given)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Programs differ in the case they look for. The model's address is this proxy itself and needs none. */
function proxyVariables(url: string, bearer: string): Record<string, string> {
	const address = new URL(url);
	address.username = 'run';
	address.password = bearer;
	const through = address.href.replace(/\/$/, '');
	const past = `127.0.0.1,localhost,::1`;
	return {
		HTTPS_PROXY: through,
		https_proxy: through,
		HTTP_PROXY: through,
		http_proxy: through,
		NO_PROXY: past,
		no_proxy: past,
	};
}
