import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Input {
	/** The first user message; null when stdin ended without one. */
	readonly prompt: Promise<string | null>;
	readonly ended: Promise<null>;
}

/** Reads stream-json from stdin: the prompt, and control requests at any time. */
export function readInput(stdin: Readable, onInterrupt: (requestId: string) => void): Input {
	const prompt = Promise.withResolvers<string | null>();
	const ended = Promise.withResolvers<null>();
	const lines = createInterface({ input: stdin });
	lines.on('line', (line) => {
		const message = parse(line);
		if (message?.type === 'user') prompt.resolve(message.message?.content ?? '');
		else if (message?.request?.subtype === 'interrupt') onInterrupt(message.request_id ?? '');
	});
	lines.on('close', () => {
		prompt.resolve(null);
		ended.resolve(null);
	});
	return { prompt: prompt.promise, ended: ended.promise };
}

interface InputMessage {
	readonly type?: string;
	readonly request_id?: string;
	readonly request?: { readonly subtype?: string };
	readonly message?: { readonly content?: string };
}

function parse(line: string): InputMessage | null {
	try {
		return JSON.parse(line) as InputMessage;
	} catch {
		return null;
	}
}
