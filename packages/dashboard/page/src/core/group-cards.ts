import type { CardView } from '@aegis/shared/api/views';

export interface Groups {
	readonly needsYou: readonly CardView[];
	readonly running: readonly CardView[];
	readonly merging: readonly CardView[];
	readonly waiting: readonly CardView[];
}

/**
 * Sorts the cards into what the page shows. Every card that is neither done nor idle is in exactly one group, an idle
 * one only where a person must act. What is longest in a group comes first: new cards come at its end, and nothing
 * moves under a pointer.
 */
export function groupCards(cards: readonly CardView[]): Groups {
	const groups: Record<keyof Groups, CardView[]> = { needsYou: [], running: [], merging: [], waiting: [] };
	for (const card of cards) {
		if (card.state === 'done') continue;
		if (card.state === 'running') groups.running.push(card);
		else if (card.needs !== null) groups.needsYou.push(card);
		else if (card.state === 'idle') continue;
		else if (card.section === 'Merging') groups.merging.push(card);
		else groups.waiting.push(card);
	}
	const since = (card: CardView): number => card.run?.startedAt ?? card.changedAt;
	for (const group of Object.values(groups)) group.sort((a, b) => since(a) - since(b) || compareGids(a, b));
	return groups;
}

function compareGids(a: CardView, b: CardView): number {
	return a.gid < b.gid ? -1 : 1;
}

/** Milliseconds without a word after which a person may wonder about a run. */
const quietMs = 5 * 60_000;

/** True for a run that has said nothing for long, as far as a page can tell that has watched since `watchedSince`. */
export function isQuiet(
	card: CardView,
	lastHeardAt: number | null,
	watchedSince: number,
	now: number,
): boolean {
	const { run } = card;
	if (run === null) return false;
	return now - Math.max(lastHeardAt ?? 0, run.startedAt ?? run.queuedAt, watchedSince) > quietMs;
}
