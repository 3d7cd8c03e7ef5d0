import { readBill } from '@aegis/agents/simulated/bill';
import type { Board } from '../installation/board.ts';
import type { Installation } from '../installation/up.ts';
import { judgeBill } from './core/judge-bill.ts';
import { judgeComments } from './core/judge-comments.ts';
import type { Problem } from './core/problem.ts';

/** Holds one card that has come to rest against the world: its comments, its bill, what the board says it cost. */
export async function lookAtCard(
	{ place, master }: Installation,
	board: Board,
	gid: string,
): Promise<Problem[]> {
	const [view, seen, comments] = await Promise.all([master.card(gid), board.card(gid), board.comments(gid)]);
	if (view === null) return [{ promise: 'P1', card: gid, what: 'the master does not know it' }];
	const bill = readBill(place.bill).filter((line) => line.card === gid);
	const problems = [...judgeBill(bill, view.runs), ...judgeComments(gid, comments)];
	const shown = Number(seen.fields['Cost'] ?? 0);
	if (Math.abs(shown - view.costUsd) > 0.0001)
		problems.push({
			promise: 'P3',
			card: gid,
			what: `the board says it cost ${shown}, the master ${view.costUsd}`,
		});
	const sum = view.runs.reduce((total, run) => total + (run.costUsd ?? 0), 0);
	if (Math.abs(sum - view.costUsd) > 1e-6)
		problems.push({ promise: 'P3', card: gid, what: `its runs cost ${sum}, it is counted ${view.costUsd}` });
	return problems;
}
