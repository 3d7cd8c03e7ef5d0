/** Characters of one event that are looked at; the text of a longer one is dropped, never the stream. */
const eventLimit = 4_000_000;

/**
 * Reads the `data` of server-sent events out of a text that arrives in pieces, cut anywhere. Lines end with LF, CR LF or
 * CR (HTML Living Standard, 9.2.6).
 */
export class EventReader {
	#line = '';
	#data: string[] = [];
	#size = 0;
	#afterReturn = false;

	push(text: string): string[] {
		const events: string[] = [];
		let from = 0;
		for (let at = 0; at < text.length; at += 1) {
			const code = text.charCodeAt(at);
			if (code !== 10 && code !== 13) {
				this.#afterReturn = false;
				continue;
			}
			// The line feed of a CR LF ends nothing that the CR has not ended.
			if (code === 10 && this.#afterReturn) {
				this.#afterReturn = false;
				from = at + 1;
				continue;
			}
			this.#afterReturn = code === 13;
			const event = this.#take(this.#line + text.slice(from, at));
			this.#line = '';
			if (event !== null) events.push(event);
			from = at + 1;
		}
		if (this.#line.length < eventLimit) this.#line += text.slice(from);
		return events;
	}

	#take(line: string): string | null {
		if (line === '') {
			const event = this.#data.length === 0 ? null : this.#data.join('\n');
			this.#data = [];
			this.#size = 0;
			return event;
		}
		const value = /^data:? ?/.exec(line);
		if (value !== null && this.#size + line.length < eventLimit) {
			this.#data.push(line.slice(value[0].length));
			this.#size += line.length;
		}
		return null;
	}
}
