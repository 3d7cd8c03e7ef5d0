import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What the scripted model does with one request: an answer, an API error, or silence. */
export type ModelReply =
	| {
			readonly text?: string;
			readonly tools?: readonly { readonly name: string; readonly input: object }[];
			readonly inputTokens?: number;
			readonly outputTokens?: number;
			readonly cacheReadTokens?: number;
			readonly cacheWriteTokens?: number;
			readonly stopReason?: string;
			/** Sends the text word by word, this far apart. */
			readonly pauseMs?: number;
	  }
	| {
			readonly status: number;
			readonly errorType: string;
			readonly message: string;
			readonly headers?: Readonly<Record<string, string>>;
	  }
	| { readonly silent: true };

export interface ModelRequest {
	readonly model: string;
	readonly messages: readonly { readonly role: string; readonly content: unknown }[];
	readonly tools: readonly { readonly name: string; readonly input_schema?: object }[];
}

export interface ScriptedMessagesApi extends AsyncDisposable {
	readonly url: string;
	readonly requests: readonly ModelRequest[];
}

/**
 * A Messages API on loopback that answers from a script: the replies in order, the last one again and again, or a
 * function of the request. It is a stand-in for the model only; everything around it is real.
 */
export async function startScriptedMessagesApi(
	script: readonly ModelReply[] | ((request: ModelRequest, index: number) => ModelReply),
): Promise<ScriptedMessagesApi> {
	const requests: ModelRequest[] = [];
	const server = createServer((request, response) => {
		void answer(request, response).catch(() => response.destroy());
	});

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		if (request.method !== 'POST' || request.url?.startsWith('/v1/messages') !== true) {
			response.writeHead(404).end();
			return;
		}
		const body = JSON.parse(await readAll(request)) as ModelRequest;
		const index = requests.push({ ...body, tools: body.tools ?? [] }) - 1;
		const reply = typeof script === 'function' ? script(body, index) : (script[index] ?? script.at(-1));
		if (reply === undefined) throw new Error('the script is empty');
		await send(response, reply, body.model, index);
	}

	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		requests,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}

async function send(
	response: ServerResponse,
	reply: ModelReply,
	model: string,
	index: number,
): Promise<void> {
	if ('silent' in reply) return;
	if ('status' in reply) {
		response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
		response.end(JSON.stringify({ type: 'error', error: { type: reply.errorType, message: reply.message } }));
		return;
	}
	const tools = reply.tools ?? [];
	const usage = {
		input_tokens: reply.inputTokens ?? 100,
		cache_creation_input_tokens: reply.cacheWriteTokens ?? 0,
		cache_read_input_tokens: reply.cacheReadTokens ?? 0,
	};
	const write = (event: { type: string }): void => {
		response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
	};
	response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': `req_${index}` });
	write(started(`msg_${index}_${Date.now()}`, model, { ...usage, output_tokens: 1 }));
	let block = 0;
	if (reply.text !== undefined) {
		write(blockStarted(block, { type: 'text', text: '' }));
		for (const text of reply.pauseMs === undefined ? [reply.text] : reply.text.split(/(?<= )/)) {
			write(blockDelta(block, { type: 'text_delta', text }));
			if (reply.pauseMs !== undefined) await delay(reply.pauseMs);
			if (response.destroyed) return;
		}
		write({ type: 'content_block_stop', index: block } as { type: string });
		block += 1;
	}
	for (const tool of tools) {
		write(
			blockStarted(block, { type: 'tool_use', id: `toolu_${index}_${block}`, name: tool.name, input: {} }),
		);
		write(blockDelta(block, { type: 'input_json_delta', partial_json: JSON.stringify(tool.input) }));
		write({ type: 'content_block_stop', index: block } as { type: string });
		block += 1;
	}
	const stopReason = reply.stopReason ?? (tools.length > 0 ? 'tool_use' : 'end_turn');
	write({
		type: 'message_delta',
		delta: { stop_reason: stopReason, stop_sequence: null },
		usage: { ...usage, output_tokens: reply.outputTokens ?? 20 },
	} as { type: string });
	write({ type: 'message_stop' });
	response.end();
}

function started(id: string, model: string, usage: object): { type: string; message: object } {
	const message = { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, usage };
	return { type: 'message_start', message: { ...message, stop_sequence: null } };
}

function blockStarted(
	index: number,
	content: object,
): { type: string; index: number; content_block: object } {
	return { type: 'content_block_start', index, content_block: content };
}

function blockDelta(index: number, delta: object): { type: string; index: number; delta: object } {
	return { type: 'content_block_delta', index, delta };
}

async function readAll(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
	return text;
}
