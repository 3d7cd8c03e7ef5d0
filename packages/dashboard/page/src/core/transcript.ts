/** One line of a transcript as the API gives it. */
export interface Entry {
	readonly at: number;
	readonly type: string;
	readonly [key: string]: unknown;
}

/** What the page shows of a transcript, one row each; `turn` counts the agent's messages from 1. */
export type Row =
	| { readonly kind: 'turn'; readonly at: number; readonly turn: number; readonly usd: number | null }
	| { readonly kind: 'text'; readonly at: number; readonly turn: number; readonly text: string }
	| {
			readonly kind: 'tool';
			readonly at: number;
			readonly turn: number;
			readonly name: string;
			readonly detail: string;
			/** Null while it is at work. */
			readonly result: { readonly ok: boolean; readonly text: string; readonly at: number } | null;
	  }
	| { readonly kind: 'note'; readonly at: number; readonly text: string };

/**
 * Groups a transcript by turn, a few entries at a time. A turn begins with what the agent says, or with a tool after a
 * result. Results belong to the tools in the order in which they were called.
 */
export class TranscriptRows {
	rows: Row[] = [];
	#turn = 0;
	/** Rows of the tools that have no result yet. */
	#open: number[] = [];
	#turnRow = -1;
	#afterResult = true;

	add(entries: readonly Entry[]): void {
		// A new array for every reading: what was shown before stays as it was.
		this.rows = [...this.rows];
		for (const entry of entries) this.#one(entry);
	}

	#one(entry: Entry): void {
		const { at } = entry;
		switch (entry.type) {
			case 'text':
				// An agent that speaks again has done with its tools, whatever was heard of them.
				if (this.#open.length > 0) this.#afterResult = true;
				this.#begin(at);
				this.rows.push({ kind: 'text', at, turn: this.#turn, text: textOf(entry['text']) });
				return;
			case 'tool':
				this.#begin(at);
				this.#open.push(this.rows.length);
				this.rows.push({
					kind: 'tool',
					at,
					turn: this.#turn,
					name: textOf(entry['name']),
					detail: textOf(entry['detail']),
					result: null,
				});
				return;
			case 'tool-result':
				this.#end(at, entry['ok'] !== false, textOf(entry['text']));
				return;
			case 'cost':
				this.#pay(Number(entry['costUsd']));
				return;
			case 'note':
				this.rows.push({ kind: 'note', at, text: textOf(entry['text']) });
				return;
			case 'retry':
				this.rows.push({
					kind: 'note',
					at,
					text: `The model’s server did not answer (${textOf(entry['status']) || 'no connection'}); asked again.`,
				});
				return;
			case 'raw':
				this.rows.push({ kind: 'note', at, text: `(not understood) ${textOf(entry['text']).slice(0, 200)}` });
				return;
			default:
		}
	}

	#begin(at: number): void {
		if (!this.#afterResult) return;
		this.#afterResult = false;
		// A tool that has no result by now gets none: the next ones' must not become its.
		this.#open = [];
		this.#turn++;
		this.#turnRow = this.rows.length;
		this.rows.push({ kind: 'turn', at, turn: this.#turn, usd: null });
	}

	#end(at: number, ok: boolean, text: string): void {
		this.#afterResult = true;
		const index = this.#open.shift();
		const row = index === undefined ? undefined : this.rows[index];
		if (index === undefined || row?.kind !== 'tool') return;
		this.rows[index] = { ...row, result: { ok, text, at } };
	}

	/** What the run has cost so far stands at its last turn. */
	#pay(usd: number): void {
		const row = this.rows[this.#turnRow];
		if (row?.kind === 'turn' && Number.isFinite(usd)) this.rows[this.#turnRow] = { ...row, usd };
	}
}

/** True where a row holds all the words, in any case. */
export function matches(row: Row, words: readonly string[]): boolean {
	if (row.kind === 'turn') return false;
	const text = (
		row.kind === 'tool' ? `${row.name} ${row.detail} ${row.result?.text ?? ''}` : row.text
	).toLowerCase();
	return words.every((word) => text.includes(word));
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
