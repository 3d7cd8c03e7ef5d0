/** What a look at a card showed. */
export interface Look {
	/** Null when there was no such card. */
	readonly modifiedAt: string | null;
	/** The time of the last line of its history; null where that was not read, or contradicts the record. */
	readonly historyAt: number | null;
	/** An event said that it was deleted. */
	readonly deleted: boolean;
}

/** Clocks within one service, and records that give whole seconds. Milliseconds. */
const marginMs = 1_000;

/** True when the look may have shown the card as it was before the event: boards answer from copies now and then. */
export function isDoubtful(moment: number, look: Look): boolean {
	if (look.deleted) return look.modifiedAt !== null;
	if (look.modifiedAt === null) return true;
	const seenAt = Math.max(Date.parse(look.modifiedAt), look.historyAt ?? -Infinity);
	return seenAt < moment - marginMs;
}

/** Milliseconds until the next look at a doubtful card, by how often it was looked at; null to leave it. */
export function delayOfLook(looks: number): number | null {
	return [2_500, 10_000][looks - 1] ?? null;
}
