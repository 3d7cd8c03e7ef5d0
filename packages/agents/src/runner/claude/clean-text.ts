import { stripVTControlCharacters } from 'node:util';

/** A text of the CLI as it may be shown: no terminal sequences, no control characters, at most `limit` characters. */
export function cleanText(text: string, limit: number): string {
	const clean = stripVTControlCharacters(text.slice(0, limit * 2)).replaceAll(/(?![\t\n])\p{Cc}/gu, '');
	return clean.length <= limit ? clean : `${clean.slice(0, limit)}…`;
}
