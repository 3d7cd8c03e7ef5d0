const markPattern = /(?:^|\s)aegis:[\w.:-]{1,80}\s*$/;

/** The last words of a comment: unique to it, so that a retry after a lost reply finds what was already posted. */
export function markOf(ref: string): string {
	return `aegis:${ref.replace(/[^\w.:-]/g, '-').slice(0, 80)}`;
}

/** The name of a comment's attachment: unique to it, as its mark is. */
export function attachmentOf(ref: string): string {
	return `${markOf(ref).replace(':', '-')}.md`;
}

/** True for the very comment with this mark; a person quoting it in the middle of a text does not count. */
export function carriesMark(text: string, ref: string): boolean {
	const last = text.trimEnd();
	const mark = markOf(ref);
	return last.endsWith(mark) && (last.length === mark.length || /\s/.test(last.at(-mark.length - 1) ?? ''));
}

/** True for any comment Aegis signed. */
export function endsWithMark(text: string): boolean {
	return markPattern.test(text);
}

/** True for the comment with which a run begins. */
export function isGreeting(text: string): boolean {
	return /(?:^|\s)aegis:[\w.:-]{1,74}-start\s*$/.test(text);
}

/** True for a comment that Aegis posted for its operator. */
export function endsWithOperatorMark(text: string): boolean {
	return /(?:^|\s)aegis:operator-[\w.:-]{1,71}\s*$/.test(text);
}

/** The text before its mark. */
export function withoutMark(text: string): string {
	return text.replace(markPattern, '').trimEnd();
}
