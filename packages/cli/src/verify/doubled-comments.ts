import type { HomeReport } from '@aegis/checker/home';
import { loadTracked } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import { listCards, listComments } from '../board/cards.ts';
import { accessLocalBoard, type BoardAccess } from '../board/connect.ts';
import { borrowBoard } from '../board/temporary.ts';
import type { Context } from '../context.ts';
import { accessBoard } from '../task/access.ts';

type Violation = HomeReport['violations'][number];

/** The last words of a comment of Aegis's: the same twice is the same comment twice. */
const markPattern = /(?:^|\s)(aegis:[\w.:-]{1,80})\s*$/;

/**
 * Comments that stand on the boards twice. The local board is started for it where it does not run; Asana, where each
 * card is a request, is asked only when told to.
 */
export async function findDoubledComments(
	context: Context,
	options: { readonly asana: boolean },
): Promise<{ readonly violations: Violation[]; readonly unseen: string[] }> {
	const violations: Violation[] = [];
	const unseen: string[] = [];
	for (const project of loadTracked(context.home, context.env['ASANA_PORTFOLIO_GID'])) {
		if (project.board === 'asana' && !options.asana) {
			unseen.push(`the comments of ${project.name} on Asana (--board)`);
			continue;
		}
		try {
			if (project.board === 'asana') {
				violations.push(...(await lookAt(accessBoard(context, project), project.gid)));
				continue;
			}
			await using board = await borrowBoard(context);
			violations.push(...(await lookAt(accessLocalBoard(board.address), project.gid)));
		} catch (error) {
			unseen.push(`the board of ${project.name} (${describeError(error)})`);
		}
	}
	return { violations, unseen };
}

async function lookAt(access: BoardAccess, projectGid: string): Promise<Violation[]> {
	const violations: Violation[] = [];
	for (const { gid } of await listCards(access, projectGid))
		for (const mark of findDoubles((await listComments(access, gid)).map(({ text }) => text)))
			violations.push({
				promise: 'comments',
				what: `${mark} stands on the card twice`,
				card: gid,
				run: null,
			});
	return violations;
}

/** The marks that more than one text ends with. */
export function findDoubles(texts: readonly string[]): string[] {
	const marks = texts.flatMap((text) => markPattern.exec(text)?.[1] ?? []);
	return [...new Set(marks.filter((mark, place) => marks.indexOf(mark) !== place))];
}
