/** A commit message with the lines that say which card and run it came from. */
export function addTrailers(message: string, card: { cardGid: string; runId: string }): string {
	return `${message.trim()}\n\nAegis-Card: ${card.cardGid}\nAegis-Run: ${card.runId}\n`;
}
