/** Reasons that a person's word alone ends. */
const endedByWord = new Set(['awaiting-person', 'quarantined']);

/** Which orders make sense for a card, in the order they are shown. */
export function offerOrders(card, pauses) {
	const paused = pauses.some((pause) => pause.scope === 'card' && pause.gid === card.gid);
	const held = endedByWord.has(card.reason?.code) && card.section !== 'Clarification Needed';
	if (paused || held) return ['resume'];
	if (card.state === 'running' || card.state === 'queued') return ['pause', 'stop'];
	return card.state === 'waiting' && card.reason?.code !== 'paused' ? ['pause'] : [];
}
