import type { HtmlToken } from './html-text.ts';

/** What a mention names: how it is called, what it is, and where it is looked at. */
export interface Mentioned {
	readonly name: string;
	readonly type: string;
	readonly url: string;
}

/**
 * Rich text with its mentions spelled out, as Asana gives it back: `<a data-asana-gid="1"/>` gets an address, the kind
 * and the name of what it names. What nobody has is a link to something private. A link with words of its own keeps them.
 */
export function expandMentions(
	tokens: readonly HtmlToken[],
	find: (gid: string) => Mentioned | undefined,
): readonly HtmlToken[] {
	return tokens.flatMap((token, index) => {
		const gid = token.kind === 'open' && token.name === 'a' ? token.attributes['data-asana-gid'] : undefined;
		if (token.kind !== 'open' || gid === undefined) return [token];
		const found = find(gid);
		const next = tokens[index + 1];
		const bare = token.empty || (next?.kind === 'close' && next.name === 'a');
		const attributes = {
			...(found ? { href: found.url } : {}),
			'data-asana-gid': gid,
			'data-asana-accessible': String(found !== undefined),
			...(found ? { 'data-asana-type': found.type } : {}),
			'data-asana-dynamic': String(bare),
		};
		const open: HtmlToken = { kind: 'open', name: 'a', attributes, empty: false };
		if (!bare) return [open];
		const words: HtmlToken = { kind: 'text', text: wordsFor(found) };
		return token.empty ? [open, words, { kind: 'close', name: 'a' }] : [open, words];
	});
}

function wordsFor(found: Mentioned | undefined): string {
	if (!found) return 'Private Link';
	return found.type === 'user' ? `@${found.name}` : found.name;
}

/** Writes rich text as the XML it is. */
export function writeHtml(tokens: readonly HtmlToken[]): string {
	return tokens
		.map((token) => {
			if (token.kind === 'text') return escape(token.text);
			if (token.kind === 'close') return `</${token.name}>`;
			const attributes = Object.entries(token.attributes).map(
				([name, value]) => ` ${name}="${escape(value, true)}"`,
			);
			return `<${token.name}${attributes.join('')}${token.empty ? '/' : ''}>`;
		})
		.join('');
}

function escape(text: string, quoted = false): string {
	const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	return quoted ? safe.replaceAll('"', '&quot;') : safe;
}
