import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as the provider got it. */
export interface ProviderCall {
	readonly method: string;
	readonly url: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	/** The client went away before the answer was whole. */
	cancelled: boolean;
}

export type Script = (call: ProviderCall, response: ServerResponse, index: number) => void | Promise<void>;

export interface Provider extends AsyncDisposable {
	readonly url: string;
	readonly calls: readonly ProviderCall[];
}

/** A Messages API on loopback that answers as a script says: the provider's side, and its bill. */
export async function startProvider(script: Script): Promise<Provider> {
	const calls: ProviderCall[] = [];
	const server = createServer((request, response) => {
		void (async () => {
			const { method = '', url = '', headers } = request;
			const call: ProviderCall = { method, url, headers, body: await readAll(request), cancelled: false };
			response.on('close', () => {
				call.cancelled = !response.writableFinished;
			});
			await script(call, response, calls.push(call) - 1);
		})().catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		calls,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => {
				server.close(resolve);
			});
		},
	};
}

export const model = 'claude-opus-5-5';

export function sendEvent(response: ServerResponse, event: { readonly type: string }): void {
	response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** The beginning of a streamed answer, with what the prompt used. */
export function startStream(response: ServerResponse, usage: object, answering = model): void {
	response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_1' });
	const message = { id: 'msg_1', type: 'message', role: 'assistant', model: answering, content: [], usage };
	sendEvent(response, { type: 'message_start', message } as { type: string });
}

export function sendText(response: ServerResponse, text: string): void {
	sendEvent(response, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } } as {
		type: string;
	});
}

export function endStream(response: ServerResponse, usage: object): void {
	const delta = { stop_reason: 'end_turn', stop_sequence: null };
	sendEvent(response, { type: 'message_delta', delta, usage } as { type: string });
	sendEvent(response, { type: 'message_stop' });
	response.end();
}

/** A whole answer, streamed. */
export function stream(response: ServerResponse, usage: object, answering = model): void {
	startStream(response, { ...usage, output_tokens: 1 }, answering);
	sendText(response, 'hello');
	endStream(response, usage);
}

async function readAll(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
	return text;
}
