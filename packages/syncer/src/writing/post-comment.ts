import { sleep, type Clock } from '@aegis/shared/clock';
import type { BoardComment, CardComment } from '@aegis/shared/domain';
import type { Effects } from '@aegis/shared/effects';
import type { Answer } from '../asana/failure.ts';
import { landingMs } from '../asana/landing.ts';
import type { BoardOrders, BoardQuestions } from '../asana/board-calls.ts';
import type { BoardStory } from '../core/board-task.ts';
import { carriesMark } from '../core/comment-mark.ts';
import { readSpeaker } from '../core/read-card.ts';
import { renderComment } from '../core/render-comment.ts';
import { attachWhole } from './attach-whole.ts';

/**
 * Posts a comment exactly once. Asana has no idempotency keys: where an earlier attempt may have got through
 * (`tried`), the card's stories are searched for the comment's mark before it is posted again.
 */
export async function postComment(
	board: {
		readonly clock: Clock;
		readonly reads: BoardQuestions;
		readonly writes: BoardOrders;
		readonly effects: Effects;
		readonly publicUrl: string | null;
	},
	cardGid: string,
	comment: BoardComment,
	tried: boolean,
): Promise<Answer<CardComment>> {
	if (tried) {
		// Twice: a board that answers from a copy may not show yet what it took a moment ago.
		for (const waitMs of [0, landingMs]) {
			await sleep(board.clock, waitMs);
			const stories = await board.reads.stories(cardGid);
			if (!stories.ok) return stories;
			const marked = stories.value.filter((story) => carriesMark(story.text, comment.ref));
			if (marked.length === 0) continue;
			// Anybody can type a mark; where the board does not say who we are, it must do.
			const account = await board.reads.account();
			const posted = marked.find(
				({ authorGid }) => !account.ok || authorGid === null || authorGid === account.value,
			);
			if (posted !== undefined) return { ok: true, value: asOwnComment(posted) };
		}
	}
	const { publicUrl } = board;
	let rendered = renderComment(comment, { publicUrl });
	if (rendered.cut > 0) {
		const attachment = await attachWhole(board, cardGid, comment, tried);
		if (!attachment.ok) return attachment;
		rendered = renderComment(comment, { publicUrl, attachment: attachment.value });
	}
	const { html, text } = rendered;
	let answer = await board.writes.postComment(cardGid, { html_text: html });
	// Which tags a comment may have is not documented for good: plain text always works.
	if (!answer.ok && answer.failure.kind === 'rejected' && answer.failure.status === 400)
		answer = await board.writes.postComment(cardGid, { text });
	if (!answer.ok) return answer;
	board.effects.record({ kind: 'comment', card: cardGid, ref: comment.ref });
	return { ok: true, value: asOwnComment(answer.value) };
}

function asOwnComment(story: BoardStory): CardComment {
	return readSpeaker(story, true, true);
}
