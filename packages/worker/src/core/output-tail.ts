import type { Redactor } from '@aegis/shared/redaction';

/** White space that a secret may be spread over by whoever wrote it down. Characters. */
const space = 200;

/**
 * Keeps the end of an output: at most `limit` characters, cut at a line where there is one, without known secrets. They are
 * taken out before it is cut: of half a secret nobody could tell what it was.
 */
export class OutputTail {
	readonly #limit: number;
	readonly #kept: number;
	readonly #redactor: Pick<Redactor, 'redact' | 'longest'> | null;
	#text = '';
	#cut = false;

	constructor(limit: number, redactor: Pick<Redactor, 'redact' | 'longest'> | null = null) {
		this.#limit = limit;
		this.#redactor = redactor;
		this.#kept = redactor === null ? limit : limit + redactor.longest + space;
	}

	push(text: string): void {
		this.#text += text;
		if (this.#text.length > 2 * this.#kept) this.#shorten();
	}

	get text(): string {
		if (this.#text.length > this.#kept) this.#shorten();
		const plain = stripControl(this.#text);
		const clean = this.#redactor === null ? plain : this.#redactor.redact(plain);
		if (!this.#cut && clean.length <= this.#limit) return clean;
		const end = clean.slice(-this.#limit);
		return `…\n${end.slice(end.indexOf('\n') + 1)}`;
	}

	#shorten(): void {
		this.#text = this.#text.slice(-this.#kept);
		this.#cut = true;
	}
}

/** Colours and cursor movements say nothing in a comment or a prompt; tabs and line ends do. */
const control = new RegExp(
	String.raw`\u001B(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007]*\u0007)|[\u0000-\u0008\u000B-\u001F\u007F]`,
	'g',
);

function stripControl(text: string): string {
	return text.replaceAll(control, '');
}
