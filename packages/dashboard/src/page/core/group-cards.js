/** Reasons that only a person can take away. */
const personReasons = new Set([
	'awaiting-clarification',
	'awaiting-approval',
	'awaiting-person',
	'budget-reached',
	'quarantined',
	'not-permitted',
	'unknown-agent',
]);

/**
 * Sorts the cards into what the page shows. Every card that is neither done nor idle is in exactly one group; an idle
 * one only where a person must act. Longest waiting first, since that is what has been forgotten.
 */
export function groupCards(cards) {
	const groups = { needsYou: [], running: [], waiting: [] };
	for (const card of cards) {
		if (card.state === 'running') groups.running.push(card);
		else if (card.state === 'done') continue;
		else if (personReasons.has(card.reason?.code)) groups.needsYou.push(card);
		else if (card.state !== 'idle') groups.waiting.push(card);
	}
	for (const group of Object.values(groups)) group.sort((a, b) => a.changedAt - b.changedAt);
	return groups;
}
