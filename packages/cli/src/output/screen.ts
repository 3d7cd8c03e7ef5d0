/** What a screen is drawn on. */
interface Surface {
	write(text: string): unknown;
	readonly columns?: number;
	readonly rows?: number;
}

/** What a terminal is told; xterm's control sequences, as every terminal in use knows them. */
const enter = '\u001B[?1049h\u001B[?25l';
const leave = '\u001B[?25h\u001B[?1049l';
const home = '\u001B[H';
const clearLine = '\u001B[K';
const clearBelow = '\u001B[J';

/**
 * The terminal's other screen: what stood on the first one is there again afterwards. Each drawing goes over the last one
 * in one write, so that nothing flickers.
 */
export class Screen implements Disposable {
	readonly #surface: Surface;
	readonly #clean: (line: string) => string;

	/** `clean` makes a line harmless: what is shown is foreign text. */
	constructor(surface: Surface, clean: (line: string) => string) {
		this.#surface = surface;
		this.#clean = clean;
		surface.write(enter);
	}

	/** In characters; what a terminal has that does not tell. */
	get size(): { readonly columns: number; readonly rows: number } {
		return { columns: this.#surface.columns ?? 80, rows: this.#surface.rows ?? 24 };
	}

	draw(lines: readonly string[]): void {
		const page = lines.map((line) => `${this.#clean(line)}${clearLine}`).join('\r\n');
		this.#surface.write(`${home}${page}${clearBelow}`);
	}

	[Symbol.dispose](): void {
		this.#surface.write(leave);
	}
}
