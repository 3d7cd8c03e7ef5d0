import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
// Each class by its own file: the SDK's index loads forty of them.
import { ApiClient } from 'asana/dist/ApiClient.js';
import { lookupBoard } from '@aegis/shared/network';
import type { z } from 'zod';
import { admit, closedBreaker, learn, type Breaker } from '../core/breaker.ts';
import type { Lane } from '../core/quota.ts';
import { readFailure, type Answer } from './failure.ts';
import { Limiter } from './limiter.ts';
import { defaultRules, type QuotaBook } from './quota-book.ts';
import { describeIssue } from './responses.ts';

/** Milliseconds one request may take from its start to the last byte of its answer. */
const defaultTimeoutMs = 30_000;
/** How often a request that the board refused for now is sent, pauses between. */
const sendings = 4;
/** Milliseconds of a pause that a request waits out; a longer one is for whoever asked to know. */
const patienceMs = 10_000;

/** The SDK's client that goes nowhere else: its HTTP library follows a redirect, and takes the token along where the status is 307. */
class DirectClient extends ApiClient {
	override applyAuthToRequest(request: { redirects(most: number): unknown }, authNames: string[]): void {
		request.redirects(0);
		super.applyAuthToRequest(request, authNames);
	}
}

/** What reads through a connection. */
export interface Asker {
	readonly client: ApiClient;
	read<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>>;
}

/** One account's connection to an Asana-compatible server: keep-alive, bounded, failures as values. */
export class Connection implements Asker, Disposable {
	readonly client: ApiClient;
	readonly #agent: HttpAgent;
	readonly #limiter: Limiter;
	readonly #mayWrite: () => boolean;
	#breaker: Breaker = closedBreaker;

	constructor(options: {
		baseUrl: string;
		token: string;
		quota?: QuotaBook;
		timeoutMs?: number;
		/** Asked right before each write, when whatever it waited for is over. */
		mayWrite?: () => boolean;
	}) {
		this.#mayWrite = options.mayWrite ?? (() => true);
		const baseUrl = options.baseUrl.replace(/\/+$/, '');
		// Without an agent the SDK opens a connection, with its TLS handshake, for every request.
		const settings = {
			keepAlive: true,
			maxSockets: defaultRules.reads + defaultRules.writes,
			lookup: lookupBoard(baseUrl),
		};
		this.#agent = baseUrl.startsWith('https:') ? new HttpsAgent(settings) : new HttpAgent(settings);
		this.#limiter = new Limiter(options.quota);
		this.client = new DirectClient();
		this.client.basePath = baseUrl;
		this.client.authentications['token'] = { type: 'personalAccessToken', accessToken: options.token };
		this.client.timeout = options.timeoutMs ?? defaultTimeoutMs;
		this.client.requestAgent = this.#agent;
		this.client.RETURN_COLLECTION = false;
		this.client.defaultHeaders = { 'user-agent': 'aegis-syncer' };
	}

	/** Whether requests had to wait for the rate limit lately. */
	get scarce(): boolean {
		return this.#limiter.scarce;
	}

	/** How many requests a minute there are and why, while that is news; else null. */
	get pace(): string | null {
		return this.#limiter.pace;
	}

	/** Reads for whoever follows the board; gives way to everything else. */
	read<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		return this.#send('polls', schema, request);
	}

	/** The same connection for what a write has to read: it goes before polls. */
	get looking(): Asker {
		return { client: this.client, read: (schema, request) => this.#send('looks', schema, request) };
	}

	write<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		return this.#send('writes', schema, request);
	}

	/** A refusal for now is no answer: nothing was done, and the limiter knows when to ask again. */
	async #send<Value>(
		lane: Lane,
		schema: z.ZodType<Value>,
		request: () => Promise<unknown>,
	): Promise<Answer<Value>> {
		for (let sent = 1; ; sent++) {
			const answer = await this.#limiter.run(lane, () => this.#guard(lane, schema, request));
			if (answer.ok || answer.failure.kind !== 'rate-limited' || sent === sendings) return answer;
			if ((answer.failure.retryAfterMs ?? 0) > patienceMs) return answer;
		}
	}

	/** Asks unless the board has proved not to answer. */
	async #guard<Value>(
		lane: Lane,
		schema: z.ZodType<Value>,
		request: () => Promise<unknown>,
	): Promise<Answer<Value>> {
		if (lane === 'writes' && !this.#mayWrite()) {
			const message = 'nothing is written while another machine may have the project';
			return { ok: false, failure: { kind: 'unavailable', message } };
		}
		const [asked, { admitted, waitMs }] = admit(this.#breaker, performance.now());
		this.#breaker = asked;
		if (!admitted) {
			const message = `none of the last ${asked.failures} requests was answered, so it is left alone for a while`;
			return { ok: false, failure: { kind: 'unavailable', message, retryAfterMs: waitMs } };
		}
		const answer = await this.#ask(schema, request);
		const answered = answer.ok || answer.failure.kind !== 'unavailable';
		this.#breaker = learn(this.#breaker, answered, performance.now(), Math.random());
		return answer;
	}

	/** `request` may throw at once: the SDK does so for what it misses. */
	async #ask<Value>(schema: z.ZodType<Value>, request: () => Promise<unknown>): Promise<Answer<Value>> {
		let body: unknown;
		try {
			body = await request();
		} catch (thrown) {
			return { ok: false, failure: readFailure(thrown, Date.now()) };
		}
		const parsed = schema.safeParse(body);
		if (parsed.success) return { ok: true, value: parsed.data };
		const message = `it sent an answer that cannot be read: ${describeIssue(parsed.error)}`;
		return { ok: false, failure: { kind: 'unavailable', message } };
	}

	/** Ends what is under way: its fate is then unknown, as after any lost answer. */
	[Symbol.dispose](): void {
		this.#agent.destroy();
		this.#limiter[Symbol.dispose]();
	}
}
