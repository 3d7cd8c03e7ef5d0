import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Reads a growing file line by line; a last line that is not finished yet is kept for the next time. */
export class Tail {
	readonly #file: string;
	#position = 0;
	#rest = '';

	constructor(file: string) {
		this.#file = file;
	}

	/** The lines written since the last call. A file that became shorter is read from its beginning. */
	readNew(): string[] {
		let descriptor: number;
		try {
			descriptor = openSync(this.#file, 'r');
		} catch {
			return [];
		}
		try {
			const { size } = fstatSync(descriptor);
			if (size < this.#position) {
				this.#position = 0;
				this.#rest = '';
			}
			const buffer = Buffer.alloc(size - this.#position);
			this.#position += readSync(descriptor, buffer, 0, buffer.length, this.#position);
			const lines = (this.#rest + buffer.toString('utf8')).split('\n');
			this.#rest = lines.pop() ?? '';
			return lines.filter((line) => line !== '');
		} finally {
			closeSync(descriptor);
		}
	}
}
