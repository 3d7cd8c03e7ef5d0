import { setTimeout as sleep } from 'node:timers/promises';
import { arm, disarm, goOn, listFired, type Fired } from '../installation/arming.ts';
import type { Board } from '../installation/board.ts';
import { leaseMs, type Installation } from '../installation/up.ts';
import { waitFor } from '../installation/wait.ts';
import type { Problem } from '../truth/core/problem.ts';
import { lookAtCard } from '../truth/look-at-card.ts';
import { nameCell, type Cell } from './core/cells.ts';

export interface Trial {
	readonly cell: Cell;
	readonly card: string;
	/** Empty where it passed. */
	readonly problems: readonly string[];
	readonly durationMs: number;
}

/** Milliseconds until a card that nothing more happens to must be done. */
const doneMs = 40_000;

/** Carries one card through an installation while the cell's failpoint is armed, and looks at what came of it. */
export async function runCell(installation: Installation, board: Board, cell: Cell): Promise<Trial> {
	const startedAt = performance.now();
	const card = await board.addCard(nameCell(cell), 'Worker');
	const problems = await play(installation, board, cell, card).catch((error: unknown) => [String(error)]);
	disarm(installation.place.armed, cell.name);
	return { cell, card, problems, durationMs: performance.now() - startedAt };
}

async function play(
	installation: Installation,
	board: Board,
	cell: Cell,
	card: string,
): Promise<readonly string[]> {
	const { place } = installation;
	const before = listFired(place.armed).length;
	const fired = (): Fired | null => listFired(place.armed)[before] ?? null;
	arm(place.armed, cell.name, cell);
	await board.move(card, 'Ready Queue');
	const isDone = async (): Promise<boolean> => {
		const seen = await board.card(card);
		return seen.section === 'Done' && seen.completed;
	};
	const startedAt = performance.now();
	await waitFor('the failpoint is reached', async () => fired() ?? (await isOver()), { timeoutMs: doneMs });
	const set = fired();
	if (set === null) return ['its failpoint was never reached'];
	if (cell.action === 'pause') {
		await sleep(leaseMs * 1.4);
		goOn(set.process);
	}
	await waitFor('the card is done', isDone, { timeoutMs: doneMs, everyMs: 100 }).catch(
		async (error: unknown) => {
			const [seen, view] = [await board.card(card), await installation.master.card(card).catch(() => null)];
			throw new Error(`${String(error)}; it is in ${seen.section}, ${JSON.stringify(view)}`);
		},
	);
	return settle(installation, board, card);

	/** A card that is done for some seconds has nothing more to reach. */
	async function isOver(): Promise<boolean> {
		return (
			performance.now() - startedAt > 5_000 &&
			(await isDone()) &&
			(await sleep(2_000, true)) &&
			fired() === null
		);
	}
}

/** What is on its way when a card is done arrives a little later: the checks are repeated until they hold. */
async function settle(installation: Installation, board: Board, card: string): Promise<readonly string[]> {
	let problems: Problem[] = [];
	const holds = async (): Promise<boolean> => {
		try {
			problems = await lookAtCard(installation, board, card);
		} catch (error) {
			problems = [{ promise: 'P1', card, what: String(error) }];
		}
		return problems.length === 0;
	};
	await waitFor('everything about the card holds', holds, { timeoutMs: 8_000, everyMs: 150 }).catch(() => {});
	return problems.map(({ promise, what }) => `${promise}: ${what}`);
}
