import { z } from 'zod';
import { guessOutput } from './call.ts';
import { EventReader } from './sse.ts';
import { ApiUsage, mergeUsage, type Usage, readUsage } from '@aegis/shared/prices';

const StreamEvent = z.object({
	type: z.string(),
	message: z.object({ model: z.string().catch(''), usage: ApiUsage.catch({}) }).optional(),
	usage: ApiUsage.optional().catch(undefined),
	delta: z
		.object({
			text: z.string().optional(),
			thinking: z.string().optional(),
			partial_json: z.string().optional(),
		})
		.optional()
		.catch(undefined),
});

const WholeAnswer = z.object({ type: z.literal('message'), model: z.string(), usage: ApiUsage });

/** What an answer said about its cost, as far as it came. */
export interface AnswerSeen {
	/** The model that really answered; null where nothing was said. */
	readonly model: string | null;
	readonly usage: Usage | null;
	/** True when the answer said its final usage: it came to its end. */
	readonly complete: boolean;
}

/** Longest answer that is read as one piece of JSON. Characters. */
const wholeLimit = 16_000_000;

/** Reads along as an answer passes by. What it keeps of a stream is a few numbers, however long it is. */
export class AnswerReader {
	readonly #events: EventReader | null;
	#whole = '';
	#model: string | null = null;
	#usage: ApiUsage | null = null;
	#characters = 0;
	#complete = false;

	constructor(kind: 'stream' | 'whole') {
		this.#events = kind === 'stream' ? new EventReader() : null;
	}

	push(text: string): void {
		if (this.#events === null) {
			if (this.#whole.length < wholeLimit) this.#whole += text;
			return;
		}
		for (const event of this.#events.push(text)) this.#hear(event);
	}

	seen(): AnswerSeen {
		if (this.#events === null) return readWhole(this.#whole);
		if (this.#usage === null) return { model: this.#model, usage: null, complete: false };
		const put = Math.max(this.#usage.output_tokens ?? 0, this.#complete ? 0 : guessOutput(this.#characters));
		const usage = readUsage({ ...this.#usage, output_tokens: put });
		return { model: this.#model, usage, complete: this.#complete };
	}

	#hear(data: string): void {
		const parsed = StreamEvent.safeParse(parseJson(data));
		if (!parsed.success) return;
		const { type, message, usage, delta } = parsed.data;
		if (type === 'message_start' && message !== undefined) {
			this.#model = message.model === '' ? null : message.model;
			this.#usage = message.usage;
		}
		if (type === 'content_block_delta' && delta !== undefined) {
			const { text = '', thinking = '', partial_json: json = '' } = delta;
			this.#characters += text.length + thinking.length + json.length;
		}
		if (type === 'message_delta' && usage !== undefined) {
			this.#usage = mergeUsage(this.#usage ?? {}, usage);
			this.#complete = true;
		}
	}
}

function readWhole(text: string): AnswerSeen {
	const parsed = WholeAnswer.safeParse(parseJson(text));
	if (!parsed.success) return { model: null, usage: null, complete: false };
	return { model: parsed.data.model, usage: readUsage(parsed.data.usage), complete: true };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
