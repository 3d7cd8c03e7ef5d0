/** What a person does not see on the board but a model reads: zero-width, bidirectional, tag and control characters. */
const invisible = /(?![\t\n])\p{Cc}|\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|[\uFFF9-\uFFFB]/gu;

/** The text as a person sees it: no invisible characters, plain line ends. */
export function stripInvisible(text: string): string {
	return text.replaceAll(/\r\n?|[\u2028\u2029]/g, '\n').replaceAll(invisible, '');
}

export function toOneLine(text: string): string {
	return stripInvisible(text).replaceAll(/\s+/g, ' ').trim();
}

/** Keeps the beginning and the end of a text that is longer than `limit` characters, and says what is gone. */
export function shorten(text: string, limit: number): string {
	if (text.length <= limit) return text;
	const half = Math.floor(limit / 2);
	return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`;
}
