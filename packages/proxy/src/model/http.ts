import type { IncomingMessage, ServerResponse } from 'node:http';

/** Reads a request's body; null when it is longer than `limit` bytes, the rest of which is thrown away. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
	const parts: Buffer[] = [];
	let length = 0;
	for await (const chunk of request) {
		length += (chunk as Buffer).length;
		if (length <= limit) parts.push(chunk as Buffer);
		else parts.length = 0;
	}
	return length > limit ? null : Buffer.concat(parts);
}

/** An error in the words of the Messages API, so that every client of it understands it. */
export function answerError(response: ServerResponse, status: number, type: string, message: string): void {
	if (response.headersSent || response.destroyed) {
		response.destroy();
		return;
	}
	const body = JSON.stringify({ type: 'error', error: { type, message } });
	// A client that tries a refusal again would be refused again.
	response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': String(status >= 500) });
	response.end(body);
}
