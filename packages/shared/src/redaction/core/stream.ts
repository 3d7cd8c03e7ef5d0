import type { Redactor } from './redactor.ts';

/** White space that a held-back end may hold besides the longest secret: line ends of an encoder. */
const space = 200;

/**
 * Redacts a text that comes in pieces, cut anywhere: what could be the beginning of a secret is held back until what
 * follows it is known, or the text is over.
 */
export class RedactingStream {
	readonly #redactor: Redactor;
	#held = '';

	constructor(redactor: Redactor) {
		this.#redactor = redactor;
	}

	push(text: string): string {
		const { longest } = this.#redactor;
		if (longest === 0) return text;
		const raw = this.#held + text;
		let cut = Math.max(0, raw.length - longest - space);
		// What was found may not be all of it yet.
		for (const { from, to } of this.#redactor.find(raw)) if (from < cut && cut < to) cut = from;
		this.#held = raw.slice(cut);
		return this.#redactor.redact(raw.slice(0, cut));
	}

	end(): string {
		const rest = this.#redactor.redact(this.#held);
		this.#held = '';
		return rest;
	}
}
