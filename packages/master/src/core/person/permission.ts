import { operatorGid, type CardComment, type CardSnapshot, type Reason } from '@aegis/shared/domain';
import type { CardState, Place } from '../card/card-state.ts';
import { firstMandate, type Mandate } from './mandate.ts';
import type { ProjectSettings } from '../card/settings.ts';

/**
 * Who may command: whose moves start work, whose words are heard, whose approval counts.
 *
 * Invariants:
 * A1 an agent starts only on a card that a permitted person put where it stands; what Aegis moves on keeps that;
 * A2 what others write in comments is no answer, frees nothing, and reaches no prompt;
 * A3 a merge is allowed by a permitted person's Approved, or by what the card said when one put it there;
 * A4 Max Cost counts as a permitted person set it, or as it was when one put the card there; anybody may lower it;
 * A7 Aegis's own account approves nothing, and with four eyes neither does who put the card there or wrote it;
 * A6 the operator, who holds the installation, may command everywhere (ADR 012);
 * A5 who did something is told by gid and never by name; where nobody can tell, it is nobody permitted.
 */

/** Rules of a project that say what counts. */
export type BoardRules = Pick<
	ProjectSettings,
	| 'commanders'
	| 'defaultMergeApproval'
	| 'defaultMaxCostUsd'
	| 'maxCostCeilingUsd'
	| 'fourEyes'
	| 'ownAccountMayApprove'
>;

export function isPermitted(commanders: BoardRules['commanders'], gid: string | null): boolean {
	return commanders === null || gid === operatorGid || (gid !== null && commanders.includes(gid));
}

/** The mandate of a card that was read anew, `state` being what was known of it before. */
export function judgeMandate(state: CardState, card: CardSnapshot, rules: BoardRules): Mandate {
	const { place, mandate } = state;
	if (card.section !== place.section) return firstMandate(card);
	// The history tells who moved a card, not who took the tick off it.
	if (place.completed && !card.completed) return { ...firstMandate(card), byGid: null };
	// It may tell late, or the card was moved away and back unseen; after a move of our own it tells of that.
	const told = !mandate.movedOn && card.movedByGid !== null && card.movedByGid !== state.card.movedByGid;
	if (told) return firstMandate(card);
	const stricter = card.mergeApproval !== 'Approved' && !isUnasked(card.mergeApproval, rules);
	const counts =
		isPermitted(rules.commanders, card.maxCostByGid ?? null) ||
		readMaxCost(card.maxCostUsd, rules) < readMaxCost(mandate.maxCostUsd, rules);
	return {
		...mandate,
		mergeApproval: stricter ? card.mergeApproval : mandate.mergeApproval,
		maxCostUsd: counts ? card.maxCostUsd : mandate.maxCostUsd,
	};
}

/** A card that Aegis itself moves keeps its mandate. */
export function keepMandate(state: CardState, next: Place): Mandate {
	return next.section === state.place.section ? state.mandate : { ...state.mandate, movedOn: true };
}

/** Why no agent may start on the card, or null. */
export function findRefusal({ mandate }: CardState, { commanders }: BoardRules): Reason | null {
	if (isPermitted(commanders, mandate.byGid)) return null;
	const who =
		mandate.byGid === null ? 'nobody can tell who put it here' : `user ${mandate.byGid} put it here`;
	const detail = commanders?.length === 0 ? 'nobody may command in this project yet' : who;
	return { code: 'not-permitted', detail: `${detail}; someone who may command must move it here` };
}

/** The comments that count: Aegis's own and those of permitted people. */
export function hearComments(
	comments: readonly CardComment[],
	commanders: BoardRules['commanders'],
): CardComment[] {
	return comments.filter(({ own, authorGid }) => own || isPermitted(commanders, authorGid));
}

/** Why somebody's approval of a card does not count (A7), in words that go on from "by"; null when it does. */
export function findObjection(
	{ mandate }: Pick<CardState, 'mandate'>,
	card: CardSnapshot,
	gid: string | null,
	rules: BoardRules,
): string | null {
	if (!isPermitted(rules.commanders, gid)) return 'someone who may not approve';
	if (gid !== null && gid === card.ownGid && !rules.ownAccountMayApprove)
		return 'the account Aegis itself acts as (`own_account_may_approve` of the project in projects.json lets it count)';
	const isParty = gid === null || gid === mandate.byGid || gid === card.createdByGid;
	return rules.fourEyes && isParty ? 'who put the card there, and four eyes are wanted' : null;
}

/** What a Max Cost says that is no amount, or null: the card is stopped, not run at some other cap. */
export function findBadMaxCost({ card }: CardState): string | null {
	if (card.badMaxCost != null) return card.badMaxCost;
	const { maxCostUsd } = card;
	return maxCostUsd === null || (Number.isFinite(maxCostUsd) && maxCostUsd >= 0) ? null : String(maxCostUsd);
}

/** What a card may cost in all (A4): an empty field means the project's default, a ceiling the most. US dollars. */
export function maxCostOf({ card, mandate }: CardState, rules: BoardRules): number {
	return readMaxCost(rules.commanders === null ? card.maxCostUsd : mandate.maxCostUsd, rules);
}

/** True where Max Cost was raised by somebody whose word does not count. */
export function isRaiseRefused(state: CardState, rules: BoardRules): boolean {
	return readMaxCost(state.card.maxCostUsd, rules) > maxCostOf(state, rules);
}

function readMaxCost(field: number | null, { defaultMaxCostUsd, maxCostCeilingUsd }: BoardRules): number {
	const said = field ?? defaultMaxCostUsd;
	// What is no amount is the strictest one.
	const usd = Number.isFinite(said) && said >= 0 ? said : 0;
	return maxCostCeilingUsd === null ? usd : Math.min(usd, maxCostCeilingUsd);
}

/** True where the card may be merged without anybody being asked (A3). */
export function mayMergeUnasked({ card, mandate }: CardState, rules: BoardRules): boolean {
	if (rules.fourEyes || !isUnasked(card.mergeApproval, rules)) return false;
	return rules.commanders === null || card.mergeApproval === mandate.mergeApproval;
}

/** An empty field means the project's default, and an unknown value the strictest. */
function isUnasked(mergeApproval: string | null, { defaultMergeApproval }: BoardRules): boolean {
	return (mergeApproval ?? defaultMergeApproval) === 'Auto-Approve';
}
