/** Reasons that a person's word alone ends. */
const endedByWord = new Set(['awaiting-person', 'quarantined']);

/** Reasons for which nothing would run anyway until a person acts, and the one a pause itself gives. */
const restsAnyway = new Set([
	'paused',
	'awaiting-clarification',
	'awaiting-approval',
	'budget-reached',
	'not-permitted',
	'unknown-agent',
]);

/** Which orders make sense for a card, in the order they are shown. */
export function offerOrders(card, pauses) {
	const paused = pauses.some((pause) => pause.scope === 'card' && pause.gid === card.gid);
	if (paused) return ['resume'];
	if (endedByWord.has(card.reason?.code)) return card.section === 'Clarification Needed' ? [] : ['resume'];
	if (card.state === 'running' || card.state === 'queued') return ['pause', 'stop'];
	return card.state === 'waiting' && !restsAnyway.has(card.reason?.code) ? ['pause'] : [];
}
