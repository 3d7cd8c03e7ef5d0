import type { CardChange } from '@aegis/shared/messages';
import { agentNames, callPerson, type BoardComment, type CardSnapshot } from '@aegis/shared/domain';
import { isGreeting } from './comment-mark.ts';
import { isApproval, readWishes } from './read-wishes.ts';

/**
 * What the fields would say on a board that has none: what a person asks for in tags and lines, else what Aegis would
 * have written last. `known` is the card as it was known before, `written` what was just done to it.
 *
 * The Agent stays what Aegis chose while the card stays where Aegis put it; a person who moves it elsewhere, or asks for
 * another agent, decides anew.
 */
export function imagineFields(
	read: CardSnapshot,
	known: CardSnapshot | null,
	written: CardChange | null,
): CardSnapshot {
	const wishes = readWishes(read.tags, read.notes);
	const before = known === null ? null : readWishes(known.tags, known.notes);
	const expected = written?.section ?? known?.section ?? null;
	const decidedAnew = known === null || wishes.agent !== before?.agent || read.section !== expected;
	const approval = findApproval(read);
	const kept = { ...known, ...written };
	return {
		...read,
		agent: decidedAnew ? wishes.agent : (kept.agent ?? null),
		swarmStatus: kept.swarmStatus ?? null,
		sessionId: kept.sessionId ?? null,
		costUsd: kept.costUsd ?? null,
		reason: kept.reason ?? null,
		maxCostUsd: wishes.maxCostUsd,
		badMaxCost: wishes.badMaxCost,
		mergeApproval: approval === null ? wishes.mergeApproval : 'Approved',
		approvedByGid: approval?.authorGid ?? null,
	};
}

/**
 * A person's approval is a comment since Aegis last spoke: what Aegis says next voids it, so that it is used once. The word
 * that a run has begun does not, for it may be the approved one.
 */
function findApproval({ section, comments }: CardSnapshot): CardSnapshot['comments'][number] | null {
	if (section !== 'Merging') return null;
	const spoke = comments.findLastIndex((comment) => comment.own && !isGreeting(comment.text));
	const since = comments.slice(spoke + 1).filter((comment) => !comment.own);
	return since.findLast((comment) => isApproval(comment.text)) ?? null;
}

/**
 * What to post with a command on a board without fields: its own comment, else one that takes the place of a field where
 * a person must know, for a reason that only a person can end or an approval that does not count. Null where nothing is
 * news.
 */
export function commentFor(
	command: {
		readonly cardGid: string;
		readonly seq: number;
		readonly change: CardChange;
		readonly comment: BoardComment | null;
	},
	known: CardSnapshot | null,
): BoardComment | null {
	const { change, comment } = command;
	const reason = change.reason === undefined ? (known?.reason ?? null) : change.reason;
	const call = reason === null ? null : callPerson(reason);
	const waits = comment?.ref.endsWith('-wait') ?? false;
	if (comment !== null && !(waits && call !== null)) return comment;
	const isNews = call !== null && reason !== known?.reason;
	const voids = change.mergeApproval === 'Manual Check' && known?.mergeApproval === 'Approved';
	if (!isNews && !voids) return null;
	const voided = voids ? ['Approvals given before this comment do not count.'] : [];
	const agent = change.agent ?? known?.agent ?? null;
	return {
		ref: `note-${command.cardGid}-${command.seq}`,
		persona: agentNames.find((name) => name === agent) ?? 'Triage',
		headline: [...(call === null || !isNews ? [] : [`${call}.`]), ...voided].join(' '),
		facts: [],
	};
}
