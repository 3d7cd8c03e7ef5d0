/** A card as the master's store has it, as far as its rest is concerned. */
export interface StoredCard {
	readonly gid: string;
	readonly standing: string;
	readonly section: string | null;
	readonly completed: boolean;
	readonly present: boolean;
	/** The code of what it waits for. */
	readonly reason: string | null;
	readonly hasOpenRun: boolean;
}

/** Where a card stands that Aegis is to do something with. */
const triggers: ReadonlySet<string> = new Set([
	'Ready Queue',
	'Planning',
	'In Progress',
	'Review',
	'Merging',
]);

/** What passes of itself: nothing may wait for it when all is at rest. */
const passing: ReadonlySet<string> = new Set([
	'starting',
	'updating-board',
	'listening',
	'no-idle-worker',
	'limit-reached',
]);

/**
 * P1: a card is running, waiting with a reason, or finished. Where everything is said to be at rest (`settled`) nothing
 * may be about to happen any more either. Null when the card may be as it is.
 */
export function judgeRest(card: StoredCard, settled: boolean): string | null {
	if (!card.present) return null;
	switch (card.standing) {
		case 'idle':
			return !card.completed && card.section !== null && triggers.has(card.section)
				? `it stands in ${card.section} with nothing to wait for`
				: null;
		case 'waiting':
			if (card.reason === null) return 'it waits, and nobody knows why';
			return settled && passing.has(card.reason) ? `it waits for ever: ${card.reason}` : null;
		case 'active':
			if (!card.hasOpenRun) return 'it is said to be running, and no run is open';
			return settled ? 'its run goes on for ever' : null;
		default:
			return settled ? `it is ${card.standing} for ever` : null;
	}
}
