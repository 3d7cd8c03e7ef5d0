import type { HtmlToken } from './html-text.ts';

/** Gives the plain text Asana shows for rich text: one line per block, `•` or numbers for items. */
export function toPlainText(tokens: readonly HtmlToken[]): string {
	let text = '';
	const lists: { ordered: boolean; count: number }[] = [];
	const startLine = (): void => {
		if (text !== '' && !text.endsWith('\n')) text += '\n';
	};
	let mention: string | undefined;
	for (const token of tokens) {
		if (token.kind === 'text') {
			text += mention ?? token.text;
			mention = undefined;
			continue;
		}
		if (token.name === 'ol' || token.name === 'ul') {
			startLine();
			if (token.kind === 'open' && !token.empty) lists.push({ ordered: token.name === 'ol', count: 0 });
			else if (token.kind === 'close') lists.pop();
		} else if (token.name === 'li' && token.kind === 'open') {
			startLine();
			text += bullet(lists.at(-1), lists.length);
		} else if (isBlock(token.name)) {
			startLine();
		} else if (token.kind === 'open' && token.name === 'a') {
			const { href } = token.attributes;
			if (token.empty) text += href ?? '';
			// The words of a mention are Asana's own; in plain text stands its address.
			else if (token.attributes['data-asana-dynamic'] === 'true') mention = href;
		}
	}
	return text.replace(/\n+$/, '');
}

function bullet(list: { ordered: boolean; count: number } | undefined, depth: number): string {
	const indent = '  '.repeat(Math.max(0, depth - 1));
	if (!list?.ordered) return `${indent}• `;
	list.count += 1;
	return `${indent}${list.count}. `;
}

function isBlock(name: string): boolean {
	return ['h1', 'h2', 'hr', 'pre', 'blockquote', 'li', 'tr', 'table'].includes(name);
}

/** Wraps plain text as the rich text Asana returns for it. */
export function toHtml(text: string): string {
	const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
	return `<body>${escaped}</body>`;
}
