/** One line of a comment's body, after the little of Markdown that models write has been read. */
export type Line =
	| { readonly kind: 'text' | 'heading' | 'item' | 'code'; readonly text: string }
	| { readonly kind: 'blank' };

/** Reads fences, headings and bullets; every other line stays as it is, numbered ones included. */
export function readLines(body: string): Line[] {
	const lines: Line[] = [];
	let fenced = false;
	for (const raw of body.replace(/\r\n?/g, '\n').split('\n')) {
		if (/^\s*(```|~~~)/.test(raw)) {
			fenced = !fenced;
			continue;
		}
		lines.push(fenced ? { kind: 'code', text: raw } : readLine(raw));
	}
	return trimBlank(lines);
}

function readLine(raw: string): Line {
	const text = raw.trimEnd();
	if (text.trim() === '') return { kind: 'blank' };
	const heading = /^#{1,6}\s+(.*)$/.exec(text);
	if (heading) return { kind: 'heading', text: (heading[1] ?? '').replace(/\*\*/g, '') };
	const item = /^\s*[-*•]\s+(.*)$/.exec(text);
	if (item) return { kind: 'item', text: item[1] ?? '' };
	return { kind: 'text', text };
}

/** No blank line at either end, and never two together. */
function trimBlank(lines: readonly Line[]): Line[] {
	const kept = lines.filter(
		(line, index) => line.kind !== 'blank' || (index > 0 && lines[index - 1]?.kind !== 'blank'),
	);
	while (kept.at(-1)?.kind === 'blank') kept.pop();
	return kept;
}

/** Escapes text for Asana's rich text, which must be well-formed XML: control characters have no place in it. */
export function escapeText(text: string): string {
	return removeControls(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Removes what XML cannot hold: control characters, and halves of a surrogate pair. */
export function removeControls(text: string): string {
	return (
		text
			// eslint-disable-next-line no-control-regex
			.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]/g, '')
			.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
	);
}

const inlinePattern = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\((https?:\/\/[^\s()"<>]+)\)/g;

/** Inline code, bold and links become tags; everything else is escaped. */
export function inlineHtml(text: string): string {
	let html = '';
	let end = 0;
	for (const match of text.matchAll(inlinePattern)) {
		html += escapeText(text.slice(end, match.index));
		end = match.index + match[0].length;
		const [, code, bold, label, href] = match;
		if (code !== undefined) html += `<code>${escapeText(code)}</code>`;
		else if (bold !== undefined) html += `<strong>${escapeText(bold)}</strong>`;
		else html += `<a href="${escapeText(href ?? '')}">${escapeText(label ?? '')}</a>`;
	}
	return html + escapeText(text.slice(end));
}
