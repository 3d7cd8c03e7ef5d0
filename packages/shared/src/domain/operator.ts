/**
 * Stands where a user's gid stands, for what the installation's operator did through the dashboard or the command line:
 * whoever holds the home or the dashboard's secret. No board gives anybody such a gid, and only the syncer may read it
 * out of a comment, from one that Aegis's own account has posted.
 */
export const operatorGid = 'operator';

/** How a comment that Aegis posts for the operator begins: whose words they are. */
export function signAsOperator(name: string): string {
	return `👤 ${toOneLine(name)}, from the dashboard:`;
}

/** The name an operator's comment was signed with, and the words under it; null where the text is not signed so. */
export function readOperatorWords(text: string): { readonly name: string; readonly words: string } | null {
	const match = /^👤 ([^\n]{1,200}), from the dashboard:\s*([\s\S]*)$/u.exec(text);
	return match === null ? null : { name: match[1] ?? '', words: (match[2] ?? '').trim() };
}

function toOneLine(name: string): string {
	return name.replace(/\s+/g, ' ').trim().slice(0, 60);
}
