import { setTimeout as sleep } from 'node:timers/promises';
import { arm, disarm, goOn, listFired, type Fired } from '../installation/arming.ts';
import type { Board } from '../installation/board.ts';
import { leaseMs, type Installation } from '../installation/up.ts';
import { waitFor } from '../installation/wait.ts';
import { lookUntilItHolds } from '../truth/look-until-it-holds.ts';
import { nameCell, type Cell } from './core/cells.ts';

export interface Trial {
	readonly cell: Cell;
	readonly card: string;
	/** Empty where it passed. */
	readonly problems: readonly string[];
	readonly durationMs: number;
}

/** Milliseconds until a failpoint must be reached. */
const firedMs = 40_000;
/**
 * Milliseconds until a card must be done. It may meet the failpoints of the cells after it too, and backs off for 10, 20
 * and 40 s after each error.
 */
const doneMs = 120_000;

/** Sends one card through an installation with the cell's failpoint armed; returns when it was set off, or never will be. */
export async function beginCell(
	installation: Installation,
	board: Board,
	cell: Cell,
): Promise<{ readonly ended: Promise<Trial> }> {
	const startedAt = performance.now();
	const { place } = installation;
	let card = '';
	const end = (problems: readonly string[]): Trial => ({
		cell,
		card,
		problems,
		durationMs: performance.now() - startedAt,
	});
	try {
		card = await board.addCard(nameCell(cell), 'Worker');
		const before = listFired(place.armed).length;
		arm(place.armed, cell.name, cell);
		await board.move(card, 'Ready Queue');
		const set = await awaitFired(installation, board, card, before);
		if (set === null) return { ended: Promise.resolve(end(['its failpoint was never reached'])) };
		if (cell.action === 'pause') {
			await sleep(leaseMs * 1.4);
			goOn(set.process);
		}
		const ended = awaitDone(installation, board, card).catch((error: unknown) => [String(error)]);
		return { ended: ended.then(end) };
	} catch (error) {
		return { ended: Promise.resolve(end([String(error)])) };
	} finally {
		disarm(place.armed, cell.name);
	}
}

/** Null when the card was done for some seconds and had passed no armed failpoint. */
async function awaitFired(
	{ place }: Installation,
	board: Board,
	card: string,
	before: number,
): Promise<Fired | null> {
	const fired = (): Fired | null => listFired(place.armed)[before] ?? null;
	const isOver = async (): Promise<boolean> => {
		if (!(await isDone(board, card))) return false;
		await sleep(2_500);
		return fired() === null;
	};
	await waitFor('the failpoint is reached', async () => fired() !== null || (await isOver()), {
		timeoutMs: firedMs,
	});
	return fired();
}

async function awaitDone(installation: Installation, board: Board, card: string): Promise<readonly string[]> {
	try {
		await waitFor('the card is done', () => isDone(board, card), { timeoutMs: doneMs, everyMs: 100 });
	} catch (error) {
		const [seen, view] = [await board.card(card), await installation.master.card(card).catch(() => null)];
		return [`P1: ${String(error)}; it is in ${seen.section}, ${JSON.stringify(view)}`];
	}
	const problems = await lookUntilItHolds(installation, board, card);
	return problems.map(({ promise, what }) => `${promise}: ${what}`);
}

async function isDone(board: Board, card: string): Promise<boolean> {
	const seen = await board.card(card);
	return seen.section === 'Done' && seen.completed;
}
