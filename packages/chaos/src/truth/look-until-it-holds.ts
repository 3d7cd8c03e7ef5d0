import type { Board } from '../installation/board.ts';
import type { Installation } from '../installation/up.ts';
import { waitFor } from '../installation/wait.ts';
import type { Problem } from './core/problem.ts';
import { lookAtCard } from './look-at-card.ts';

/** What is on its way when a card is done arrives a little later: the checks are repeated until they hold. */
export async function lookUntilItHolds(
	installation: Installation,
	board: Board,
	card: string,
): Promise<readonly Problem[]> {
	let problems: Problem[] = [];
	const holds = async (): Promise<boolean> => {
		try {
			problems = await lookAtCard(installation, board, card);
		} catch (error) {
			problems = [{ promise: 'P1', card, what: String(error) }];
		}
		return problems.length === 0;
	};
	// What does not hold by then is what is returned.
	await waitFor('everything about the card holds', holds, { timeoutMs: 30_000, everyMs: 150 }).catch(
		() => {},
	);
	return problems;
}
