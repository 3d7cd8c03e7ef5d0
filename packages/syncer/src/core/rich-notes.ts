/**
 * Reads what the plain text of a description leaves out of its rich text: where links behind words lead, which cells of a
 * table belong together, that there is a picture.
 *
 * Answers the whole text with these written out (`words (https://…)`, `| a | b |`, `[picture name]`), or null where the
 * plain text says it all. Rich text is XML in a `<body>` as Asana's "rich text" page describes it; what is no known tag
 * is passed over, and its text kept.
 */
export function readRichNotes(html: string): string | null {
	const pieces: string[] = [];
	const anchors: { readonly href: string; readonly at: number }[] = [];
	let says = false;
	const atLineStart = (): boolean => pieces.length === 0 || pieces.at(-1)?.endsWith('\n') === true;
	const startLine = (): void => void (atLineStart() || pieces.push('\n'));
	for (const [, closing, name = '', attributes = '', , text] of html.matchAll(tokenPattern)) {
		if (text !== undefined) {
			pieces.push(decode(text));
			continue;
		}
		const tag = name.toLowerCase();
		if (tag === 'a' && closing === '')
			anchors.push({ href: attribute(attributes, 'href'), at: pieces.length });
		else if (tag === 'a') {
			const anchor = anchors.pop();
			const words = pieces.slice(anchor?.at).join('');
			if (anchor === undefined || anchor.href === '' || words.includes(anchor.href)) continue;
			pieces.push(` (${anchor.href})`);
			says = true;
		} else if (tag === 'img') {
			const known = attribute(attributes, 'alt') || attribute(attributes, 'src');
			pieces.push(known === '' ? '[picture]' : `[picture ${known}]`);
			says = true;
		} else if (tag === 'td' || tag === 'th') {
			pieces.push(closing === '' ? (atLineStart() ? '| ' : ' ') : ' |');
			says = true;
		} else if (tag === 'li' && closing === '') {
			startLine();
			pieces.push('- ');
		} else if (blocks.has(tag)) startLine();
	}
	return says ? pieces.join('').trim() : null;
}

const tokenPattern =
	/<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z_][\w:.-]*\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+|<)/g;
const blocks: ReadonlySet<string> = new Set(
	'h1 h2 h3 hr pre blockquote ul ol li table tr p div br'.split(' '),
);

function attribute(attributes: string, name: string): string {
	const found = new RegExp(String.raw`(?:^|\s)${name}\s*=\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
	return decode(found?.[1] ?? found?.[2] ?? '').trim();
}

const entities: Readonly<Record<string, string>> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

function decode(text: string): string {
	return text.replace(/&(?:([a-z]+)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));/g, (whole, name, decimal, hex) => {
		if (name !== undefined) return entities[name as string] ?? whole;
		const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
		return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
	});
}
