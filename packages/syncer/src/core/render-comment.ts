import { agentEmoji, type BoardComment } from '@aegis/shared/domain';
import { markOf } from './comment-mark.ts';
import { escapeText, inlineHtml, readLines, removeControls, type Line } from './markup.ts';

/** A comment in Asana's rich text and, for where that is refused, in plain text. Both end with the comment's mark. */
export interface RenderedComment {
	readonly html: string;
	readonly text: string;
	/** How many characters were left out. */
	readonly cut: number;
}

export interface Rendering {
	/** The name of the file that holds the whole text, where it does not fit; then the comment holds its beginning. */
	readonly attachment?: string | null;
	/** Where people reach the dashboard, without a slash at its end; null where they cannot. */
	readonly publicUrl?: string | null;
}

/** Characters; Asana does not say how long a comment may be, and nobody reads a longer one. */
export const maxCommentLength = 10_000;
/** Characters of a text that is attached as a whole. */
const excerptLength = 2_000;

const maxHeadline = 600;
const maxFact = 400;
const maxFacts = 20;

/** Renders a comment: persona and headline, facts as a list, the body, the run, the mark. What is too long is cut, saying so. */
export function renderComment(comment: BoardComment, rendering: Rendering = {}): RenderedComment {
	const mark = markOf(comment.ref);
	const said = comment.headline.replace(/\s+/g, ' ').trim();
	const headline = shorten(said, maxHeadline);
	const facts = comment.facts.slice(0, maxFacts).map(([name, value]) => ({
		name: shorten(name.trim(), 80),
		value: shorten(value.replace(/\s+/g, ' ').trim(), maxFact),
	}));
	const emoji = agentEmoji[comment.persona];
	const { attachment = null } = rendering;
	const address = addressOf(comment, rendering.publicUrl ?? null);

	const speaker = comment.operator === undefined ? `${emoji} ${comment.persona}: ` : '';
	const head =
		comment.operator === undefined
			? `${emoji} <strong>${comment.persona}</strong>: ${escapeText(headline)}`
			: escapeText(headline);
	const factList =
		facts.length === 0
			? ''
			: `<ul>${facts.map(({ name, value }) => `<li><strong>${escapeText(name)}</strong>: ${escapeText(value)}</li>`).join('')}</ul>`;
	const link = address === null ? '' : `<a href="${escapeText(address)}">run</a> · `;
	const foot = `\n${link}<em>${mark}</em>`;
	const room = maxCommentLength - head.length - factList.length - foot.length - 400;
	const wanted = attachment === null ? room : Math.min(room, excerptLength);
	const fitted = fitLines(readLines(comment.body ?? ''), wanted);
	const { lines } = fitted;
	const cut = fitted.cut + said.length - Math.min(said.length, maxHeadline);
	const note = cut === 0 ? '' : describeCut(cut, attachment);

	const bodyHtml = lines.length === 0 ? '' : `\n${linesHtml(lines)}`;
	const html = `<body>${head}${factList}${bodyHtml}${note === '' ? '' : `\n<em>${escapeText(note)}</em>`}${foot}</body>`;
	const text = [
		`${speaker}${removeControls(headline)}`,
		...facts.map(({ name, value }) => removeControls(`• ${name}: ${value}`)),
		...(lines.length === 0 ? [] : ['', ...lines.map(linePlain)]),
		...(note === '' ? [] : [note]),
		...(address === null ? [] : [`Run: ${address}`]),
		mark,
	].join('\n');
	return { html, text, cut };
}

/** The whole comment as a file of Markdown. */
export function renderWhole(comment: BoardComment): string {
	const facts = comment.facts.map(([name, value]) => `- ${name}: ${value}`);
	const title = `# ${comment.persona}: ${comment.headline}`;
	return `${removeControls([title, '', ...facts, '', comment.body ?? ''].join('\n')).trimEnd()}\n`;
}

function describeCut(cut: number, attachment: string | null): string {
	return attachment === null
		? `… cut here: ${cut} more characters are in the run's transcript.`
		: `… cut here: the whole text is attached as ${attachment}.`;
}

function addressOf({ runId }: BoardComment, publicUrl: string | null): string | null {
	if (runId === undefined || publicUrl === null) return null;
	return `${publicUrl}/runs/${encodeURIComponent(runId)}`;
}

/** The first lines that fit into `room` characters of rich text, and how many characters were left out. */
function fitLines(lines: readonly Line[], room: number): { lines: Line[]; cut: number } {
	const kept: Line[] = [];
	let left = room;
	for (const [index, line] of lines.entries()) {
		const cost = lineHtml(line).length + 20;
		if (cost <= left) {
			kept.push(line);
			left -= cost;
			continue;
		}
		const rest = lines
			.slice(index)
			.reduce((sum, next) => sum + (next.kind === 'blank' ? 1 : next.text.length + 1), 0);
		// Escaping makes at most five characters of one; a line cut in the middle loses its inline marks.
		const part = line.kind === 'blank' ? 0 : Math.max(0, Math.floor((left - 60) / 5));
		if (line.kind !== 'blank' && part > 40) kept.push({ kind: line.kind, text: line.text.slice(0, part) });
		return { lines: kept, cut: rest - (part > 40 ? part : 0) };
	}
	return { lines: kept, cut: 0 };
}

function linesHtml(lines: readonly Line[]): string {
	let html = '';
	let before: Line['kind'] | null = null;
	for (const [index, line] of lines.entries()) {
		const next = lines[index + 1]?.kind;
		if (line.kind === 'item') {
			html += `${before === 'item' ? '' : '<ul>'}${lineHtml(line)}${next === 'item' ? '' : '</ul>'}`;
		} else if (line.kind === 'code') {
			html += `${before === 'code' ? '\n' : `${separator(before)}<code>`}${lineHtml(line)}${next === 'code' ? '' : '</code>'}`;
		} else html += `${separator(before)}${lineHtml(line)}`;
		before = line.kind;
	}
	return html;
}

/** A list ends its line by itself; everything else needs a newline, which Asana shows as one. */
function separator(before: Line['kind'] | null): string {
	return before === null || before === 'item' ? '' : '\n';
}

function lineHtml(line: Line): string {
	switch (line.kind) {
		case 'blank':
			return '';
		case 'heading':
			return `<strong>${escapeText(line.text)}</strong>`;
		case 'item':
			return `<li>${inlineHtml(line.text)}</li>`;
		case 'code':
			return escapeText(line.text);
		case 'text':
			return inlineHtml(line.text);
	}
}

function linePlain(line: Line): string {
	if (line.kind === 'blank') return '';
	return removeControls(line.kind === 'item' ? `• ${line.text}` : line.text);
}

function shorten(text: string, max: number): string {
	return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
