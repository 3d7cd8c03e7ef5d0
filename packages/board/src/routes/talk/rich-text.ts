import { badRequest } from '../../core/errors.ts';
import { parseHtml } from '../../core/html-text.ts';
import { readString } from '../../core/input.ts';
import type { Input } from '../../core/input.ts';
import { toHtml, toPlainText } from '../../core/plain-text.ts';

/** The same words twice: as plain text and as Asana's rich text. */
export interface RichText {
	readonly text: string;
	readonly html: string;
}

/** Reads a text given plain or rich, never both; undefined when neither is given. */
export function readRichText(input: Input, plainField: string, htmlField: string): RichText | undefined {
	const text = readString(input, plainField);
	const html = readString(input, htmlField);
	if (text !== undefined && html !== undefined) {
		throw badRequest(`You may only provide one of ${plainField} or ${htmlField}`);
	}
	if (html !== undefined) return { text: toPlainText(parseHtml(htmlField, html)), html: html.trim() };
	return text === undefined ? undefined : { text, html: toHtml(text) };
}
