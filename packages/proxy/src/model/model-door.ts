import { randomUUID } from 'node:crypto';
import {
	Agent as HttpAgent,
	request as httpRequest,
	type IncomingMessage,
	type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import {
	addTokens,
	findPrice,
	noTokens,
	priceOf,
	type ModelPrice,
	type PriceTable,
	type Tokens,
} from '@aegis/shared/prices';
import { AnswerReader } from '../core/answer.ts';
import { estimateCall, findServerTool, MessagesRequest, seenAfter, type Estimate } from '../core/call.ts';
import { signHeaders, type Credential } from '../core/credential.ts';
import type { Reservation, Settlement } from '../core/meter.ts';
import { findRoute, forwardHeaders, returnHeaders } from '../core/routes.ts';
import { describeRefusal } from '../core/sentences.ts';
import { Account } from './account.ts';
import { answerError, readBody } from './http.ts';

/** The Messages API takes no more in one request. Bytes. */
const bodyLimit = 32 * 1024 * 1024;

/** What the provider said when it took no more: how long, in milliseconds since the epoch, where it said so. */
export interface UsageLimit {
	readonly untilMs: number | null;
}

export interface ModelDoorOptions {
	readonly credential: Credential;
	/** Where the Messages API is, without `/v1`. */
	readonly upstream: string;
	/** Sent with every request besides what the run sends. */
	readonly headers: Readonly<Record<string, string>>;
	readonly prices: PriceTable;
	readonly account: Account;
	/** Its HTTPS_PROXY and NO_PROXY are heeded on the way to the provider. */
	readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The one way from a run to its model: it knows the key, lets through what may be asked, counts what it costs, and
 * passes answers on as they come.
 */
export class ModelDoor implements Disposable {
	readonly #options: ModelDoorOptions;
	readonly #base: URL;
	readonly #agent: HttpAgent | HttpsAgent;
	/** Tokens of the longest prompt so far, by model: the next one is mostly the same. */
	readonly #seenPrompts = new Map<string, number>();
	#usageLimit: UsageLimit | null = null;

	constructor(options: ModelDoorOptions) {
		this.#options = options;
		this.#base = new URL(options.upstream);
		const settings = { keepAlive: true, proxyEnv: { ...options.env } };
		this.#agent = this.#base.protocol === 'https:' ? new HttpsAgent(settings) : new HttpAgent(settings);
	}

	/** Set once the provider refused a call because the account's usage limit is reached. */
	get usageLimit(): UsageLimit | null {
		return this.#usageLimit;
	}

	async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const route = findRoute(request.method ?? '', request.url ?? '');
		if (route === null) {
			request.resume();
			answerError(
				response,
				404,
				'not_found_error',
				'A run may ask for /v1/messages and /v1/messages/count_tokens.',
			);
			return;
		}
		const body = await readBody(request, bodyLimit);
		if (body === null) {
			answerError(response, 413, 'request_too_large', 'The request is larger than the Messages API takes.');
			return;
		}
		const asked = MessagesRequest.safeParse(parseJson(body));
		if (!asked.success) {
			answerError(response, 400, 'invalid_request_error', 'The request is not one of the Messages API.');
			return;
		}
		const tool = findServerTool(asked.data);
		if (tool !== null) {
			const why = `Aegis lets no tool through that the provider carries out on the network itself (${tool}).`;
			answerError(response, 400, 'invalid_request_error', why);
			return;
		}
		if (route === 'count-tokens') await this.#passOn(request, response, body, null);
		else await this.#call(request, response, body, asked.data);
	}

	async #call(
		request: IncomingMessage,
		response: ServerResponse,
		body: Buffer,
		asked: MessagesRequest,
	): Promise<void> {
		const { account, prices } = this.#options;
		const id = randomUUID();
		const price = findPrice(prices, asked.model);
		const estimate = estimateCall(asked, this.#seenPrompts.get(asked.model) ?? 0);
		const gone = new AbortController();
		const leave = (): void => gone.abort();
		response.once('close', leave);
		const reservation = price === null ? null : reserve(asked, estimate, price);
		try {
			const refusal = await account.enter(id, { model: asked.model, reservation }, gone.signal);
			if (refusal !== null) {
				answerError(response, 403, 'permission_error', describeRefusal(refusal));
				return;
			}
		} catch {
			// It hung up while it waited for its turn: nothing was asked of the provider.
			return;
		} finally {
			response.off('close', leave);
		}
		let settlement: Settlement = { kind: 'cost', cost: 0, exact: true };
		const reader = new AnswerReader(asked.stream === true ? 'stream' : 'whole');
		try {
			const end = await this.#passOn(request, response, body, reader);
			settlement = this.#assess(asked, reader, end, price, estimate);
		} finally {
			const { model, usage } = reader.seen();
			account.settle(id, settlement, { model, tokens: (usage?.calls ?? []).reduce(addTokens, noTokens) });
		}
	}

	/** What a call cost, by what was seen of its answer. */
	#assess(
		asked: MessagesRequest,
		reader: AnswerReader,
		end: PassEnd,
		price: ModelPrice | null,
		estimate: Estimate,
	): Settlement {
		// The provider charges for what it answers, not for what it refuses or never got.
		if (end === 'not-reached' || end === 'refused') return { kind: 'cost', cost: 0, exact: true };
		const { model, usage, complete } = reader.seen();
		const used = model === null || model === asked.model ? price : findPrice(this.#options.prices, model);
		if (used === null) return { kind: 'unpriced', model: model ?? asked.model };
		if (usage === null) {
			// It was asked and broke off before it said anything: the prompt may be charged.
			const cost = priceLikely(asked, { ...estimate.likely, output: 0 }, used);
			return { kind: 'cost', cost: cost ?? 0, exact: false };
		}
		this.#seenPrompts.set(asked.model, seenAfter(this.#seenPrompts.get(asked.model) ?? 0, usage.calls));
		const cost = priceOf(usage, used);
		if (cost === null) return { kind: 'unpriced', model: model ?? asked.model };
		return { kind: 'cost', cost, exact: complete };
	}

	/** Sends the request on and its answer back, as it comes. Never rejects. */
	#passOn(
		request: IncomingMessage,
		response: ServerResponse,
		body: Buffer,
		reader: AnswerReader | null,
	): Promise<PassEnd> {
		return new Promise((resolve) => {
			const { credential, headers } = this.#options;
			const forwarded = forwardHeaders(request.headers);
			const send = this.#base.protocol === 'https:' ? httpsRequest : httpRequest;
			let reached = false;
			const upstream = send(
				new URL(`${this.#base.pathname.replace(/\/$/, '')}${request.url ?? ''}`, this.#base),
				{
					method: 'POST',
					agent: this.#agent,
					headers: {
						...forwarded,
						...headers,
						...signHeaders(credential, forwarded['anthropic-beta']),
						// What passes is read along.
						'accept-encoding': 'identity',
						'content-length': body.length,
					},
				},
			);
			const hangUp = (): void => {
				upstream.destroy();
				resolve(reached ? 'broken' : 'not-reached');
			};
			response.once('close', hangUp);
			upstream.once('finish', () => {
				reached = true;
			});
			upstream.once('error', (error: NodeJS.ErrnoException) => {
				response.off('close', hangUp);
				const why = `The model's provider cannot be reached (${error.code ?? 'no answer'}).`;
				answerError(response, 502, 'api_error', why);
				resolve(reached ? 'broken' : 'not-reached');
			});
			upstream.once('response', (answer) => {
				const status = answer.statusCode ?? 502;
				this.#noteLimit(answer);
				response.writeHead(status, returnHeaders(answer.headers));
				const decoder = new StringDecoder('utf8');
				answer.on('data', (chunk: Buffer) => {
					if (status < 400) reader?.push(decoder.write(chunk));
				});
				answer.once('error', () => {
					response.off('close', hangUp);
					// Cut where the provider cut it: the client must not take it for a whole answer.
					response.destroy();
					resolve(status >= 400 ? 'refused' : 'broken');
				});
				answer.once('end', () => {
					response.off('close', hangUp);
					resolve(status >= 400 ? 'refused' : 'answered');
				});
				answer.pipe(response);
			});
			upstream.end(body);
		});
	}

	/** Behind an own base address the CLI takes a usage limit for a plain 429 (measured), so it is noted here. */
	#noteLimit(answer: IncomingMessage): void {
		if (answer.statusCode !== 429 || answer.headers['anthropic-ratelimit-unified-status'] !== 'rejected')
			return;
		const seconds = Number(answer.headers['anthropic-ratelimit-unified-reset']);
		this.#usageLimit = { untilMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : null };
	}

	[Symbol.dispose](): void {
		this.#agent.destroy();
	}
}

type PassEnd = 'answered' | 'refused' | 'broken' | 'not-reached';

/** Null where the table has no rate for what is asked. */
function reserve(asked: MessagesRequest, { likely, most }: Estimate, price: ModelPrice): Reservation | null {
	const expected = priceLikely(asked, likely, price);
	const worst = priceLikely(asked, most, price);
	if (expected === null || worst === null) return null;
	return { model: asked.model, likely: expected, most: Math.max(expected, worst) };
}

function priceLikely(asked: MessagesRequest, tokens: Tokens, price: ModelPrice): number | null {
	const inferenceGeo = asked.inference_geo ?? null;
	return priceOf({ calls: [tokens], webSearches: 0, fast: asked.speed === 'fast', inferenceGeo }, price);
}

function parseJson(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}
