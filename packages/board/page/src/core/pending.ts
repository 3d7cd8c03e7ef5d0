import { withMove, type Board, type Card, type Change, type Place } from './board.ts';

/** Something this page has asked for and shows already, until the board tells of it or refuses it. */
export type Pending = Readonly<{ id: number; card: string }> &
	({ readonly kind: 'move'; readonly to: Place } | { readonly kind: 'edit'; readonly patch: Partial<Card> });

/** The board as it will be when everything asked for has come about. */
export function withPending(board: Board, pending: readonly Pending[]): Board {
	return pending.reduce((shown, wish) => {
		if (wish.kind === 'move') return withMove(shown, wish.card, wish.to);
		const card = shown.cards.get(wish.card);
		if (!card) return shown;
		const fields = wish.patch.fields ? { ...card.fields, ...wish.patch.fields } : card.fields;
		return { ...shown, cards: new Map(shown.cards).set(card.gid, { ...card, ...wish.patch, fields }) };
	}, board);
}

/** What is still to come about after a commit: a wish is over when the board tells of it, whoever made it true. */
export function stillPending(pending: readonly Pending[], { cards, gone }: Change): readonly Pending[] {
	const left = pending.filter((wish) => {
		if (gone.includes(wish.card)) return false;
		const told = cards.find(({ gid }) => gid === wish.card);
		return told === undefined || !isFulfilled(wish, told);
	});
	return left.length === pending.length ? pending : left;
}

function isFulfilled(wish: Pending, card: Card): boolean {
	if (wish.kind === 'move') return card.section === wish.to.section && (card.after ?? null) === wish.to.after;
	return Object.entries(wish.patch).every(([name, value]) =>
		name === 'fields'
			? Object.entries(value as Card['fields']).every(
					([field, wanted]) => (card.fields[field] ?? null) === (wanted ?? null),
				)
			: card[name as keyof Card] === value,
	);
}
