import { Board } from '../installation/board.ts';
import { makePlace } from '../installation/place.ts';
import { processesOf } from '../installation/processes.ts';
import { startInstallation } from '../installation/up.ts';
import { lookAtMain } from '../truth/look-at-main.ts';
import { nameCell, spreadCells, type Cell } from './core/cells.ts';
import { runCell, type Trial } from './run-cell.ts';

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
	let failed: string[] = [];
	const installation = await startInstallation(place, { AEGIS_FAILPOINT: `folder:${place.armed}` });
	try {
		const board = await Board.open(place.home);
		for (const cell of cells) {
			const trial = await runCell(installation, board, cell);
			trials.push(trial);
			options.onTrial(trial);
		}
		const done = trials.filter(({ problems }) => problems.length === 0).map(({ card }) => card);
		failed = (await lookAtMain(place, done)).map(
			({ promise, card, what }) => `${promise}: ${what} (${card})`,
		);
	} finally {
		const said = await installation.stop();
		if (said !== null) failed.push(said);
	}
	failed.push(...processesOf(place.root).map((process) => `P8: left running: ${process}`));
	if (options.keep && (failed.length > 0 || trials.some(({ problems }) => problems.length > 0))) {
		place.keep();
		options.onKept(place.root);
	}
	if (failed.length === 0) return trials;
	const about = trials.map(({ cell }) => nameCell(cell)).join(', ');
	return trials.map((trial, index) =>
		index < trials.length - 1
			? trial
			: { ...trial, problems: [...trial.problems, ...failed, `(one installation ran ${about})`] },
	);
}

function chunk<T>(list: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(list.length / size) }, (_, index) =>
		list.slice(index * size, (index + 1) * size),
	);
}
