/** What may be an access token: printable, without blanks and quotes, so that it fits a header and a `.env` line. */
const tokenForm = /^[!#-&(-_a-~]{1,500}$/;

export function isTokenForm(text: string): boolean {
	return tokenForm.test(text);
}

/** A `.env` file's text with a variable set: its own line replaced, further ones of the name dropped, all else kept. */
export function setVariable(text: string, name: string, value: string): string {
	const own = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`);
	// A bare # would begin a comment.
	const line = `${name}=${/^[\w/:.+=-]*$/.test(value) ? value : `'${value}'`}`;
	const lines = text === '' ? [] : text.replace(/\r?\n$/, '').split('\n');
	const first = lines.findIndex((candidate) => own.test(candidate));
	const kept = lines.flatMap((candidate, index) => {
		if (!own.test(candidate)) return [candidate];
		return index === first ? [line] : [];
	});
	return `${(first === -1 ? [...kept, line] : kept).join('\n')}\n`;
}
