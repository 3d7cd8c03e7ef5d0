import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { connectRedis, disconnect, type Redis } from '@aegis/shared/redis';
import { endWithUs } from './interrupt.ts';
import { waitFor } from './wait.ts';

/** A Redis of the harness, which may be killed, emptied and set back to an earlier state. */
export class RedisServer implements AsyncDisposable {
	readonly socket: string;
	readonly #folder: string;
	#child: ChildProcess | null = null;

	constructor(root: string) {
		this.#folder = join(root, 'redis');
		this.socket = join(root, 'redis.sock');
		mkdirSync(this.#folder, { recursive: true });
	}

	async start(): Promise<void> {
		const settings = {
			port: '0',
			unixsocket: this.socket,
			dir: this.#folder,
			appendonly: 'yes',
			appendfsync: 'everysec',
			save: '',
			'maxmemory-policy': 'noeviction',
		};
		const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
		this.#child = spawn('redis-server', args, { stdio: 'ignore' });
		endWithUs(this.#child, 'SIGKILL');
		await waitFor('redis answers', () => this.ask((redis) => redis.ping()).catch(() => null));
	}

	/** SIGKILL: what it had written is still there when it is started again. */
	async kill(): Promise<void> {
		const child = this.#child;
		if (child === null || child.exitCode !== null || child.signalCode !== null) return;
		const exited = once(child, 'exit');
		child.kill('SIGKILL');
		await exited;
	}

	/** Keeps what it holds now, to be restored later. */
	async snapshot(): Promise<void> {
		const kept = `${this.#folder}.kept`;
		rmSync(kept, { recursive: true, force: true });
		cpSync(this.#folder, kept, { recursive: true });
	}

	/** Starts it again as it was at the last snapshot. */
	async rollBack(): Promise<void> {
		await this.kill();
		rmSync(this.#folder, { recursive: true, force: true });
		cpSync(`${this.#folder}.kept`, this.#folder, { recursive: true });
		await this.start();
	}

	/** Asks it something over a connection of its own. */
	async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
		const redis = connectRedis(`unix://${this.socket}`, { name: 'chaos' });
		try {
			const late = AbortSignal.timeout(2_000);
			const tooLate = new Promise<never>((_, reject) =>
				late.addEventListener('abort', () => reject(new Error('redis does not answer'))),
			);
			return await Promise.race([question(redis), tooLate]);
		} finally {
			disconnect(redis);
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.kill();
	}
}
