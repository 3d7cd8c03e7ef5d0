import test from 'ava';
import { listCells, nameCell, selectCells } from '../../src/matrix/core/cells.ts';
import { runMatrix } from '../../src/matrix/run-matrix.ts';

/** A few of the matrix, one of each kind: all of it is `pnpm kill-matrix`. */
const representative = [
	'master.after-commit(run.claim):kill',
	'syncer.after-board-reply(comment):kill',
	'worker.after-merge-push:kill',
	'worker.after-spawn(Worker):pause',
	'syncer.before-applied:throw',
	'worker.after-result-send:kill',
];

test('services killed, stopped and failed at their boundaries lose no card', async (t) => {
	t.timeout(300_000);
	const cells = representative.flatMap((name) =>
		selectCells(listCells(), name).filter((cell) => nameCell(cell) === name),
	);
	t.is(cells.length, representative.length, 'each is a cell');
	const trials = await runMatrix({ cells, jobs: 1, keep: false, onTrial: () => {}, onKept: () => {} });
	t.deepEqual(
		trials
			.filter(({ problems }) => problems.length > 0)
			.map(({ cell, problems }) => [nameCell(cell), problems]),
		[],
	);
	t.is(trials.length, cells.length);
});
