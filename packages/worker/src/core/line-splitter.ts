/** A line of output, or the mark of one that was too long to keep. */
export type OutputLine = { readonly text: string } | { readonly droppedBytes: number };

/**
 * Cuts a byte stream into lines of at most `limit` bytes. A longer line is not kept in memory: its bytes are counted
 * and one mark stands for it.
 */
export class LineSplitter {
	readonly #limit: number;
	#parts: Uint8Array[] = [];
	#length = 0;
	#dropped = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	push(chunk: Uint8Array): OutputLine[] {
		const lines: OutputLine[] = [];
		let from = 0;
		for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
			this.#keep(chunk.subarray(from, end));
			lines.push(this.#take());
			from = end + 1;
		}
		this.#keep(chunk.subarray(from));
		return lines;
	}

	/** What came after the last line end. */
	end(): OutputLine[] {
		return this.#length === 0 && this.#dropped === 0 ? [] : [this.#take()];
	}

	#keep(bytes: Uint8Array): void {
		if (this.#dropped > 0 || this.#length + bytes.length > this.#limit) {
			this.#dropped += this.#length + bytes.length;
			this.#parts = [];
			this.#length = 0;
		} else if (bytes.length > 0) {
			this.#parts.push(bytes);
			this.#length += bytes.length;
		}
	}

	#take(): OutputLine {
		const line: OutputLine =
			this.#dropped > 0 ? { droppedBytes: this.#dropped } : { text: decode(this.#parts, this.#length) };
		this.#parts = [];
		this.#length = 0;
		this.#dropped = 0;
		return line;
	}
}

function decode(parts: readonly Uint8Array[], length: number): string {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return new TextDecoder().decode(whole).replace(/\r$/, '');
}
