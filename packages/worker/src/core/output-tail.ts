/** Keeps the end of an output: at most `limit` characters, cut at a line where there is one. */
export class OutputTail {
	readonly #limit: number;
	#text = '';
	#cut = false;

	constructor(limit: number) {
		this.#limit = limit;
	}

	push(text: string): void {
		this.#text += text;
		if (this.#text.length > 2 * this.#limit) this.#shorten();
	}

	get text(): string {
		if (this.#text.length > this.#limit) this.#shorten();
		const clean = stripControl(this.#text);
		return this.#cut ? `…\n${clean.slice(clean.indexOf('\n') + 1)}` : clean;
	}

	#shorten(): void {
		this.#text = this.#text.slice(-this.#limit);
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
