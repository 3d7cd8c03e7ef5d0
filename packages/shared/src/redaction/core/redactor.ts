import { formsOf, type Form, type Secret } from './forms.ts';

/** Where a secret stands in a text: from here to there, and what it is called. */
export interface Finding {
	readonly name: string;
	readonly from: number;
	readonly to: number;
}

/**
 * Finds known secrets in texts, by their exact value and its usual encodings. White space makes no difference: an encoder
 * wraps its lines, and a key is indented.
 */
export class Redactor {
	readonly #forms: ReadonlyMap<string, Form>;
	readonly #search: RegExp | null;
	/** Characters, white space apart, that a secret may have at most: what is held back of a text that goes on. */
	readonly longest: number;

	constructor(secrets: readonly Secret[]) {
		const forms = new Map<string, Form>();
		for (const form of secrets.flatMap(formsOf)) {
			const core = form.text.slice(form.from, form.to);
			// Of two with the same core the longer one takes more away.
			if ((forms.get(core)?.text.length ?? 0) < form.text.length) forms.set(core, form);
		}
		this.#forms = forms;
		const cores = [...forms.keys()].sort((a, b) => b.length - a.length).map(escape);
		this.#search = cores.length === 0 ? null : new RegExp(cores.join('|'), 'g');
		this.longest = Math.max(0, ...[...forms.values()].map(({ text }) => text.length));
	}

	/** Everything of a secret in a text, in order, without overlaps. */
	find(text: string): Finding[] {
		if (this.#search === null || text.length === 0) return [];
		const plain = this.#findIn(text, null);
		if (!/\s/.test(text)) return plain;
		const { squeezed, places } = squeeze(text);
		return merge([...plain, ...this.#findIn(squeezed, places)]);
	}

	redact(text: string): string {
		const findings = this.find(text);
		if (findings.length === 0) return text;
		let clean = '';
		let at = 0;
		for (const { name, from, to } of findings) {
			clean += `${text.slice(at, from)}[${name} removed]`;
			at = to;
		}
		return clean + text.slice(at);
	}

	#findIn(text: string, places: readonly number[] | null): Finding[] {
		const findings: Finding[] = [];
		for (const match of text.matchAll(this.#search ?? /$^/g)) {
			const form = this.#forms.get(match[0]);
			if (form === undefined) continue;
			const { from, to } = widen(text, match.index, form);
			const start = places === null ? from : (places[from] ?? 0);
			const end = places === null ? to : (places[to - 1] ?? 0) + 1;
			findings.push({ name: form.name, from: start, to: end });
		}
		return merge(findings);
	}
}

/** Takes with the core whatever of the whole form stands around it. */
function widen(text: string, index: number, form: Form): { from: number; to: number } {
	let from = index;
	for (let at = form.from - 1; at >= 0 && from > 0 && text[from - 1] === form.text[at]; at -= 1) from -= 1;
	// Where it is an escape of JSON, its letter is not the secret's: without it the line could not be read.
	if (isEscaped(text, from)) from += 1;
	let to = index + form.to - form.from;
	for (let at = form.to; at < form.text.length && text[to] === form.text[at]; at += 1) to += 1;
	return { from, to };
}

/** Whether an odd number of backslashes stands before this place. */
function isEscaped(text: string, at: number): boolean {
	let slashes = 0;
	while (text[at - 1 - slashes] === '\\') slashes += 1;
	return slashes % 2 === 1;
}

function squeeze(text: string): { squeezed: string; places: number[] } {
	const places: number[] = [];
	let squeezed = '';
	let from = 0;
	for (const space of text.matchAll(/\s+/g)) {
		squeezed += text.slice(from, space.index);
		for (let at = from; at < space.index; at += 1) places.push(at);
		from = space.index + space[0].length;
	}
	squeezed += text.slice(from);
	for (let at = from; at < text.length; at += 1) places.push(at);
	return { squeezed, places };
}

function merge(findings: Finding[]): Finding[] {
	const merged: Finding[] = [];
	for (const finding of findings.sort((a, b) => a.from - b.from || b.to - a.to)) {
		const last = merged.at(-1);
		if (last === undefined || finding.from >= last.to) merged.push(finding);
		else if (finding.to > last.to) merged[merged.length - 1] = { ...last, to: finding.to };
	}
	return merged;
}

function escape(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
