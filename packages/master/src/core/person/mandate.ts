import type { CardSnapshot } from '@aegis/shared/domain';

/** Whose word a card goes by where it stands. */
export interface Mandate {
	readonly byGid: string | null;
	/** Aegis has moved it on since: its history names Aegis now, and says nothing of this any more. */
	readonly movedOn: boolean;
	/** Merge Approval as it was vouched for; since then anybody could make it stricter and nobody laxer. */
	readonly mergeApproval: string | null;
	/** Max Cost as it counts (A4). */
	readonly maxCostUsd: number | null;
}

/** The mandate of a card nothing else is known of: whoever moved it, or who created it where its history tells of no move. */
export function firstMandate(card: CardSnapshot): Mandate {
	const { mergeApproval, maxCostUsd } = card;
	return { byGid: card.movedByGid ?? card.createdByGid, movedOn: false, mergeApproval, maxCostUsd };
}
