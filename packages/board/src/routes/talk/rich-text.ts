import { badRequest } from '../../core/errors.ts';
import { parseHtml } from '../../core/html-text.ts';
import { readString } from '../../core/input.ts';
import type { Input } from '../../core/input.ts';
import { expandMentions, writeHtml } from '../../core/mentions.ts';
import { toHtml, toPlainText } from '../../core/plain-text.ts';
import type { BoardData } from '../../store/data/board-data.ts';
import { findMentioned } from '../../store/data/mentioned.ts';

/** The same words twice: as plain text and as Asana's rich text. */
export interface RichText {
	readonly text: string;
	readonly html: string;
}

/** Reads a text given plain or rich, never both, its mentions spelled out; undefined when neither is given. */
export function readRichText(
	store: BoardData,
	input: Input,
	plainField: string,
	htmlField: string,
): RichText | undefined {
	const text = readString(input, plainField);
	const html = readString(input, htmlField);
	if (text !== undefined && html !== undefined) {
		throw badRequest(`You may only provide one of ${plainField} or ${htmlField}`);
	}
	if (html !== undefined) {
		const tokens = parseHtml(htmlField, html);
		const expanded = expandMentions(tokens, (gid) => findMentioned(store, gid));
		const mentions = expanded.some((token, index) => token !== tokens[index]);
		return { text: toPlainText(expanded), html: mentions ? writeHtml(expanded) : html.trim() };
	}
	return text === undefined ? undefined : { text, html: toHtml(text) };
}
