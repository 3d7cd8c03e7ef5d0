import { badRequest } from './errors.ts';

/** Tags Asana accepts in the rich text of tasks and comments, with the attributes each may carry. */
const tags: ReadonlyMap<string, readonly string[]> = new Map([
	['body', []],
	['strong', []],
	['em', []],
	['u', []],
	['s', []],
	['code', []],
	['pre', []],
	['blockquote', []],
	['ol', []],
	['ul', []],
	['li', []],
	['h1', []],
	['h2', []],
	['hr', []],
	[
		'a',
		[
			'href',
			'data-asana-gid',
			'data-asana-accessible',
			'data-asana-type',
			'data-asana-dynamic',
			'data-asana-project',
			'data-asana-tag',
		],
	],
	[
		'img',
		[
			'data-asana-gid',
			'src',
			'alt',
			'data-asana-type',
			'data-thumbnail-url',
			'style',
			'data-src-width',
			'data-src-height',
		],
	],
	['table', []],
	['tr', []],
	['td', ['data-cell-widths', 'colspan', 'rowspan']],
]);

/** Blocks that Asana refuses inside a list item. */
const notInItem: ReadonlySet<string> = new Set(['h1', 'h2', 'blockquote', 'pre']);

export type HtmlToken =
	| {
			readonly kind: 'open';
			readonly name: string;
			readonly attributes: Readonly<Record<string, string>>;
			readonly empty: boolean;
	  }
	| { readonly kind: 'close'; readonly name: string }
	| { readonly kind: 'text'; readonly text: string };

const tokenPattern =
	/<\/([A-Za-z][\w-]*)\s*>|<([A-Za-z][\w-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attributePattern = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entityPattern = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));/g;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads rich text as Asana does: well-formed XML in one `<body>`, known tags and attributes, else 400. */
export function parseHtml(field: string, html: string): readonly HtmlToken[] {
	const tokens: HtmlToken[] = [];
	const open: string[] = [];
	let closed = false;
	tokenPattern.lastIndex = 0;
	while (tokenPattern.lastIndex < html.length) {
		const match = tokenPattern.exec(html);
		if (!match) throw invalid(field, 'XML is invalid');
		const token = readToken(field, match);
		if (token.kind === 'text') {
			if (open.length === 0 && token.text.trim() !== '') throw invalid(field, 'XML is invalid');
		} else if (token.kind === 'close') {
			if (open.pop() !== token.name) throw invalid(field, 'XML is invalid');
			closed = open.length === 0;
		} else {
			if (closed || (open.length === 0) !== (token.name === 'body')) throw invalid(field, 'XML is invalid');
			if (notInItem.has(token.name) && open.includes('li')) {
				throw invalid(field, `<${token.name}> is not allowed inside <li>`);
			}
			if (token.empty) closed = open.length === 0;
			else open.push(token.name);
		}
		tokens.push(token);
	}
	if (!closed || open.length > 0) throw invalid(field, 'XML is invalid');
	return tokens;
}

function readToken(field: string, match: RegExpExecArray): HtmlToken {
	const [, close, name, attributes, slash, text] = match;
	if (close !== undefined) return { kind: 'close', name: close };
	if (name !== undefined) {
		const allowed = tags.get(name);
		if (!allowed) throw invalid(field, `unsupported tag <${name}>`);
		const read = readAttributes(field, attributes ?? '', name, allowed);
		return { kind: 'open', name, attributes: read, empty: slash === '/' };
	}
	return { kind: 'text', text: decode(field, text ?? '') };
}

function readAttributes(
	field: string,
	source: string,
	tag: string,
	allowed: readonly string[],
): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [, name = '', double, single] of source.matchAll(attributePattern)) {
		if (!allowed.includes(name)) throw invalid(field, `unsupported attribute ${name} on <${tag}>`);
		if (name in found) throw invalid(field, 'XML is invalid');
		found[name] = decode(field, double ?? single ?? '');
	}
	return found;
}

function decode(field: string, text: string): string {
	if (text.replace(entityPattern, '').includes('&') || hasControlCharacter(text)) {
		throw invalid(field, 'XML is invalid');
	}
	return text.replace(entityPattern, (_, name?: string, decimal?: string, hex?: string) => {
		if (name !== undefined) return named[name] ?? '';
		const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
		if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) || (code < 32 && ![9, 10, 13].includes(code))) {
			throw invalid(field, 'XML is invalid');
		}
		return String.fromCodePoint(code);
	});
}

function hasControlCharacter(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 32 && code !== 9 && code !== 10 && code !== 13) return true;
	}
	return false;
}

function invalid(field: string, reason: string): Error {
	return badRequest(`${field}: ${reason}`);
}
