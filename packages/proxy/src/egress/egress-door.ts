import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { findRule, parseAuthority, type HostRule } from '../core/hosts.ts';
import { isPrivateAddress, isPublicAddress } from '@aegis/shared/network';

/** Milliseconds to find a host's address and to reach it. */
const reachMs = 15_000;
/** Milliseconds a connection may carry nothing before it is closed. */
const idleMs = 300_000;
/** A host's name as it may stand in a log. */
const nameLimit = 253;

/** A host that was asked for and refused. */
export interface RefusedHost {
	readonly host: string;
	readonly port: number;
	readonly why: 'not-listed' | 'not-public' | 'unknown' | 'unreachable';
}

export interface EgressDoorOptions {
	/** Empty: nothing may be reached. */
	readonly rules: readonly HostRule[];
	readonly onRefused: (refused: RefusedHost) => void;
	/** All addresses of a name; stands in for DNS in tests. */
	readonly resolve?: (host: string) => Promise<readonly string[]>;
	/** Connects to exactly this address; stands in for the Internet in tests. */
	readonly dial?: (address: string, port: number) => Socket;
}

/**
 * The one way from a run to other hosts: HTTPS through CONNECT, to the hosts of a list. Names are looked up here, once, and
 * the address that was looked at is the one that is connected to.
 */
export class EgressDoor implements Disposable {
	readonly #options: Required<EgressDoorOptions>;
	readonly #open = new Set<Duplex>();

	constructor(options: EgressDoorOptions) {
		this.#options = {
			resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
			dial: (address, port) => connect({ host: address, port }),
			...options,
		};
	}

	/** Answers a CONNECT request whose sender is known. Never rejects. */
	async open(request: IncomingMessage, client: Duplex, head: Buffer): Promise<void> {
		client.on('error', () => client.destroy());
		const wanted = parseAuthority(request.url ?? '');
		if (wanted === null) {
			refuse(client, 400, 'That is no host and port.');
			return;
		}
		const { host, port } = wanted;
		const rule = findRule(this.#options.rules, host, port);
		if (rule === null) {
			this.#refuse(
				client,
				{ host, port, why: 'not-listed' },
				403,
				'is not on the list of hosts of this project',
			);
			return;
		}
		const address = await this.#findAddress(host, rule.inside);
		if (address === 'unknown') {
			this.#refuse(client, { host, port, why: 'unknown' }, 502, 'has no address');
		} else if (address === 'not-public') {
			this.#refuse(client, { host, port, why: 'not-public' }, 403, 'leads to an address that is not public');
		} else {
			this.#connect(client, head, { host, port, address });
		}
	}

	/** One address that stands for them all: a name with a single closed address among them is refused. */
	async #findAddress(host: string, inside: boolean): Promise<string | undefined> {
		try {
			const limit = AbortSignal.timeout(reachMs);
			const late = new Promise<never>((_, reject) => {
				limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
			});
			const addresses = await Promise.race([this.#options.resolve(host), late]);
			const fits = (address: string): boolean =>
				isPublicAddress(address) || (inside && isPrivateAddress(address));
			if (!addresses.every(fits)) return 'not-public';
			return addresses[0] ?? 'unknown';
		} catch {
			return 'unknown';
		}
	}

	#connect(
		client: Duplex,
		head: Buffer,
		to: { host: string; port: number; address: string | undefined },
	): void {
		const { host, port, address = '' } = to;
		const server = this.#options.dial(address, port);
		this.#open.add(client).add(server);
		let reached = false;
		const close = (): void => {
			client.destroy();
			server.destroy();
			this.#open.delete(client);
			this.#open.delete(server);
		};
		server.setTimeout(reachMs, close);
		server.once('connect', () => {
			reached = true;
			server.setTimeout(idleMs, close);
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			server.write(head);
			server.pipe(client);
			client.pipe(server);
		});
		server.once('error', () => {
			if (!reached) this.#refuse(client, { host, port, why: 'unreachable' }, 502, 'cannot be reached');
		});
		server.once('close', close);
		client.once('close', close);
	}

	#refuse(client: Duplex, refused: RefusedHost, status: number, why: string): void {
		const host = refused.host.slice(0, nameLimit);
		this.#options.onRefused({ ...refused, host });
		refuse(client, status, `${host} ${why}.`);
	}

	[Symbol.dispose](): void {
		for (const socket of this.#open) socket.destroy();
	}
}

/** Says no in HTTP's words and closes. */
export function refuse(client: Duplex, status: number, why: string): void {
	const reason =
		{ 400: 'Bad Request', 403: 'Forbidden', 407: 'Proxy Authentication Required' }[status] ?? 'Bad Gateway';
	const body = `Aegis: ${why.replaceAll(/[^\x20-\x7e]/g, '?')}\n`;
	const lines = [
		`HTTP/1.1 ${status} ${reason}`,
		'content-type: text/plain',
		`content-length: ${body.length}`,
		...(status === 407 ? ['proxy-authenticate: Basic realm="aegis"'] : []),
		'connection: close',
	];
	client.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
