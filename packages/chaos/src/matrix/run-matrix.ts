import { processesOf } from '@aegis/shared/process';
import { Board } from '../installation/board.ts';
import { makePlace } from '../installation/place.ts';
import { startInstallation, type Installation } from '../installation/up.ts';
import { lookAtHome } from '../truth/look-at-home.ts';
import { lookAtMain } from '../truth/look-at-main.ts';
import { nameCell, spreadCells, type Cell } from './core/cells.ts';
import { beginCell, type Trial } from './begin-cell.ts';

/** Cells that share one installation, one after the other: each has a card of its own. */
const cellsPerInstallation = 14;

export interface MatrixOptions {
	readonly cells: readonly Cell[];
	/** Installations at a time. */
	readonly jobs: number;
	/** Leaves the folder of an installation with a failure where it is. */
	readonly keep: boolean;
	readonly onTrial: (trial: Trial) => void;
	readonly onKept: (root: string) => void;
}

/** Runs every cell on real processes; what failed about an installation as a whole counts for its last cell. */
export async function runMatrix(options: MatrixOptions): Promise<Trial[]> {
	const trials: Trial[] = [];
	const batches = chunk(spreadCells(options.cells), cellsPerInstallation);
	const next = async (): Promise<void> => {
		for (let batch = batches.shift(); batch !== undefined; batch = batches.shift())
			trials.push(...(await runBatch(batch, options)));
	};
	await Promise.all(Array.from({ length: options.jobs }, next));
	return trials;
}

async function runBatch(cells: readonly Cell[], options: MatrixOptions): Promise<Trial[]> {
	using place = await makePlace();
	const trials: Trial[] = [];
	const failed: string[] = [];
	try {
		const installation = await startInstallation(place, { AEGIS_FAILPOINT: `folder:${place.armed}` });
		try {
			await runCells(installation, cells, (trial) => {
				trials.push(trial);
				options.onTrial(trial);
			});
			const done = trials.filter(({ problems }) => problems.length === 0).map(({ card }) => card);
			for (const { promise, card, what } of await lookAtMain(place, done))
				failed.push(`${promise}: ${what} (${card})`);
		} finally {
			const said = await installation.stop();
			if (said !== null) failed.push(said);
		}
		for (const { promise, card, what } of await lookAtHome(place))
			failed.push(`${promise}: ${what} (${card})`);
		failed.push(...processesOf(place.root).map((process) => `P8: left running: ${process}`));
	} catch (error) {
		failed.push(String(error));
	}
	if (options.keep && (failed.length > 0 || trials.some(({ problems }) => problems.length > 0))) {
		place.keep();
		options.onKept(place.root);
	}
	return blame(cells, trials, failed);
}

/** One after the other; but a run that failed is repeated after a while only, and nobody need wait for that. */
async function runCells(
	installation: Installation,
	cells: readonly Cell[],
	onTrial: (trial: Trial) => void,
): Promise<void> {
	const board = await Board.open(installation.place.home);
	const waiting: Promise<void>[] = [];
	for (const cell of cells) {
		const trial = await beginCell(installation, board, cell);
		const ended = trial.ended.then(onTrial);
		if (cell.action === 'throw' && cell.name.startsWith('worker.')) waiting.push(ended);
		else await ended;
	}
	await Promise.all(waiting);
}

/** What is wrong with an installation as a whole counts for its last cell, and cells that were never run failed. */
function blame(cells: readonly Cell[], trials: readonly Trial[], failed: readonly string[]): Trial[] {
	const left = cells.filter((cell) => !trials.some((trial) => trial.cell === cell));
	const all = [
		...trials,
		...left.map((cell) => ({ cell, card: '', problems: ['it was not run'], durationMs: 0 })),
	];
	if (failed.length === 0) return all;
	const together = `(one installation ran ${cells.map(nameCell).join(', ')})`;
	return all.map((trial, index) =>
		index < all.length - 1 ? trial : { ...trial, problems: [...trial.problems, ...failed, together] },
	);
}

function chunk<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}
