/** True for what may be the id of a run or a card; such a text is never a path. */
export function isId(text: string): boolean {
	return /^[A-Za-z0-9_-]{1,80}$/.test(text);
}
