import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
// Each class by its own file: the SDK's index loads forty of them.
import { ApiClient } from 'asana/dist/ApiClient.js';
import type { z } from 'zod';
import { readFailure, type Answer, type BoardFailure } from './failure.ts';
import { defaultLimits, Limiter, type Limits } from './limiter.ts';
import { describeIssue } from './responses.ts';

/** Milliseconds one request may take from its start to the last byte of its answer. */
const timeoutMs = 30_000;
/** Milliseconds to hold back after a 429 that does not say how long. */
const defaultPauseMs = 2_000;

/** One account's connection to an Asana-compatible server: keep-alive, bounded, failures as values. */
export class Connection {
	readonly client: ApiClient;
	readonly #agent: HttpAgent;
	readonly #limiter: Limiter;

	constructor(options: { baseUrl: string; token: string; limits?: Limits }) {
		const baseUrl = options.baseUrl.replace(/\/+$/, '');
		const limits = options.limits ?? defaultLimits;
		// Without an agent the SDK opens a connection, with its TLS handshake, for every request.
		const settings = { keepAlive: true, maxSockets: limits.reads + limits.writes };
		this.#agent = baseUrl.startsWith('https:') ? new HttpsAgent(settings) : new HttpAgent(settings);
		this.#limiter = new Limiter(limits);
		this.client = new ApiClient();
		this.client.basePath = baseUrl;
		this.client.authentications['token'] = { type: 'personalAccessToken', accessToken: options.token };
		this.client.timeout = timeoutMs;
		this.client.requestAgent = this.#agent;
		this.client.RETURN_COLLECTION = false;
		this.client.defaultHeaders = { 'user-agent': 'aegis-syncer' };
	}

	read<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		return this.#limiter.run('reads', () => this.#ask(schema, request));
	}

	write<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		return this.#limiter.run('writes', () => this.#ask(schema, request));
	}

	/** `request` may throw at once: the SDK does so for what it misses. */
	async #ask<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		let body: unknown;
		try {
			body = await request();
		} catch (thrown) {
			return this.#fail(readFailure(thrown, Date.now()));
		}
		const parsed = schema.safeParse(body);
		if (parsed.success) return { ok: true, value: parsed.data };
		const message = `it sent an answer that cannot be read: ${describeIssue(parsed.error)}`;
		return { ok: false, failure: { kind: 'unavailable', message } };
	}

	#fail(failure: BoardFailure): { ok: false; failure: BoardFailure } {
		if (failure.kind === 'rate-limited') this.#limiter.pause(failure.retryAfterMs ?? defaultPauseMs);
		return { ok: false, failure };
	}

	/** Ends what is under way: its fate is then unknown, as after any lost answer. */
	[Symbol.dispose](): void {
		this.#agent.destroy();
		this.#limiter[Symbol.dispose]();
	}
}
