import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '@aegis/shared/testing';
import type { Site } from './site.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

interface LogLine {
	readonly level: string;
	readonly msg: string;
	readonly code?: string;
}

/** The master as it is started in earnest, supervising nothing. */
export class MasterProcess {
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | null>;
	#output = '';

	constructor(site: Site, env: Record<string, string> = {}) {
		this.#child = spawn(process.execPath, [main], {
			env: {
				PATH: process.env['PATH'],
				AEGIS_HOME: site.home.root,
				REDIS_URL: site.redisUrl,
				AEGIS_WORKERS: '0',
				AEGIS_DASHBOARD_PORT: 'none',
				...env,
			},
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		this.#exited = once(this.#child, 'exit').then(([code]) => code as number | null);
		this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
	}

	get lines(): LogLine[] {
		return this.#output
			.split('\n')
			.filter((line) => line !== '')
			.map((line) => JSON.parse(line) as LogLine);
	}

	get pid(): number {
		return this.#child.pid ?? -1;
	}

	/** Sends a signal and waits for nothing. */
	signal(signal: NodeJS.Signals): void {
		this.#child.kill(signal);
	}

	get isReady(): boolean {
		return this.lines.some(({ msg }) => msg === 'master ready');
	}

	async ready(): Promise<this> {
		await until('the master to be ready', () => this.isReady, 30_000);
		return this;
	}

	/** Sends a signal and waits for the end. */
	async end(signal: NodeJS.Signals): Promise<number | null> {
		this.#child.kill(signal);
		return this.#exited;
	}

	exit(): Promise<number | null> {
		return this.#exited;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.end('SIGKILL');
	}
}
