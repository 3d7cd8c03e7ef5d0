/** Lines that only Aegis may write into a commit message, whatever case an agent gives them. */
const reserved = /^(aegis-[a-z-]+|signed-off-by)\s*:.*$/gim;

/** A commit message with the lines that say which card and run it came from; none that an agent wrote stays. */
export function addTrailers(message: string, card: { cardGid: string; runId: string }): string {
	const text = message.replaceAll(reserved, '').trim();
	return `${text}\n\nAegis-Card: ${card.cardGid}\nAegis-Run: ${card.runId}\n`;
}

/** The message of a landing: it also names the commit of the card's branch that was landed. */
export function addHeadTrailer(message: string, head: string): string {
	const text = message.trim();
	const gap = /\nAegis-Run: \S+$/.test(text) ? '\n' : '\n\n';
	return `${text}${gap}${headTrailer(head)}\n`;
}

export function headTrailer(head: string): string {
	return `Aegis-Head: ${head}`;
}
