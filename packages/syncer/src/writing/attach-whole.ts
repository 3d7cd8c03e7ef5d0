import { sleep, type Clock } from '@aegis/shared/clock';
import type { BoardComment } from '@aegis/shared/domain';
import type { Answer } from '../asana/failure.ts';
import { landingMs } from '../asana/landing.ts';
import type { BoardOrders, BoardQuestions } from '../asana/board-calls.ts';
import { mayPass } from '../asana/trouble.ts';
import { attachmentOf } from '../core/comment-mark.ts';
import { renderWhole } from '../core/render-comment.ts';

/**
 * Attaches what does not fit into a comment, once: the file is named after the comment, and where an earlier attempt may
 * have got through (`tried`) it is looked for first. Answers with its name, or null where the board takes no files.
 */
export async function attachWhole(
	board: { readonly clock: Clock; readonly reads: BoardQuestions; readonly writes: BoardOrders },
	cardGid: string,
	comment: BoardComment,
	tried: boolean,
): Promise<Answer<string | null>> {
	const name = attachmentOf(comment.ref);
	for (const waitMs of tried ? [0, landingMs] : []) {
		await sleep(board.clock, waitMs);
		const names = await board.reads.attachments(cardGid);
		if (!names.ok) return names;
		if (names.value.includes(name)) return { ok: true, value: name };
	}
	const answer = await board.writes.attachText(cardGid, { name, text: renderWhole(comment) });
	if (answer.ok) return { ok: true, value: name };
	return mayPass(answer.failure) ? answer : { ok: true, value: null };
}
