/** What a person does not see on the board but a model reads: zero-width, bidirectional, tag and control characters. */
const invisible = /(?![\t\n])\p{Cc}|\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|[\uFFF9-\uFFFB]/gu;
const invisibleButLines = new RegExp(`(?!\\r)(?:${invisible.source})`, 'gu');

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

/** Characters that a person sees as part of an emoji, or of a letter of the scripts that join with them. */
const seenInside =
	/\p{RGI_Emoji}|\p{Extended_Pictographic}[\uFE0E\uFE0F]|(?<=[\p{L}\p{M}])[\u200C\u200D](?=[\p{L}\p{M}])/gv;

/** How many characters of a text a person does not see and that are kept from a model. */
export function countInvisible(text: string): number {
	return text.replaceAll(seenInside, '').match(invisibleButLines)?.length ?? 0;
}
