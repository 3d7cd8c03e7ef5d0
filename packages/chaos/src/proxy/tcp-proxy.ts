import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Which way bytes go: from who connected to the server, or back. */
export type Direction = 'to-server' | 'to-client';

/** What happens to what passes. Milliseconds; bytes per second. */
export interface Weather {
	/** Each piece arrives this much later, in its order. */
	readonly latencyMs: number;
	/** Directions in which everything is swallowed, and nobody is told. */
	readonly lost: readonly Direction[];
	/** No more than this passes in each direction; null for as much as there is. */
	readonly bytesPerSecond: number | null;
}

export const fairWeather: Weather = { latencyMs: 0, lost: [], bytesPerSecond: null };

/** A TCP door to a server, on which the line may be made as bad as lines are. */
export class TcpProxy implements AsyncDisposable {
	readonly #server: Server;
	readonly #links = new Set<Link>();
	#weather: Weather = fairWeather;

	private constructor(target: { readonly path: string } | { readonly port: number }) {
		this.#server = createServer({ noDelay: true }, (client) => {
			const link = new Link(client, connect(target), () => this.#weather);
			this.#links.add(link);
			link.whenClosed(() => this.#links.delete(link));
		});
	}

	static async open(target: { readonly path: string } | { readonly port: number }): Promise<TcpProxy> {
		const proxy = new TcpProxy(target);
		proxy.#server.listen(0, '127.0.0.1');
		await once(proxy.#server, 'listening');
		return proxy;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get connections(): number {
		return this.#links.size;
	}

	/** From now on; a link that lost something is cut when the weather clears, as it can never be right again. */
	set(weather: Partial<Weather>): void {
		const before = this.#weather;
		this.#weather = { ...fairWeather, ...weather };
		if (before.lost.length > 0 && this.#weather.lost.length === 0)
			for (const link of this.#links) if (link.hasLost) link.reset();
	}

	/** Cuts every connection with a RST. */
	reset(): void {
		for (const link of this.#links) link.reset();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#server.close();
		for (const link of this.#links) link.reset();
		await once(this.#server, 'close');
	}
}

/** One connection and its other half. */
class Link {
	hasLost = false;
	readonly #client: Socket;
	readonly #upstream: Socket;

	constructor(client: Socket, upstream: Socket, weather: () => Weather) {
		this.#client = client;
		this.#upstream = upstream;
		this.#carry(client, upstream, 'to-server', weather);
		this.#carry(upstream, client, 'to-client', weather);
	}

	whenClosed(act: () => void): void {
		this.#client.once('close', act);
	}

	reset(): void {
		this.#client.resetAndDestroy();
		this.#upstream.destroy();
	}

	#carry(from: Socket, to: Socket, direction: Direction, weather: () => Weather): void {
		/** When the line is free again, on the monotonic clock. */
		let freeAt = 0;
		/** What is under way: each piece waits for the one before, so that none overtakes. */
		let last: Promise<void> | null = null;
		from.on('data', (chunk) => {
			const { latencyMs, lost, bytesPerSecond } = weather();
			if (lost.includes(direction)) {
				this.hasLost = true;
				return;
			}
			const now = performance.now();
			const sendMs = bytesPerSecond === null ? 0 : (chunk.length / bytesPerSecond) * 1_000;
			freeAt = Math.max(freeAt, now + latencyMs) + sendMs;
			if (last === null && freeAt <= now) {
				to.write(chunk);
				return;
			}
			const late = async (before: Promise<void> | null): Promise<void> => {
				await Promise.all([before, sleep(freeAt - now)]);
				if (!to.destroyed) to.write(chunk);
				if (last === mine) last = null;
			};
			const mine = late(last);
			last = mine;
		});
		from.on('error', () => {});
		from.on('close', () => to.destroy());
	}
}
