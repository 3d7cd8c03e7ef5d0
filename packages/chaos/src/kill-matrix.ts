import { parseArgs } from 'node:util';
import { failpoints } from '@aegis/shared/failpoint';
import { listCells, nameCell, selectCells } from './matrix/core/cells.ts';
import { runMatrix } from './matrix/run-matrix.ts';

const help = `Kills, stops and fails the real services at every failpoint, one card each, and looks at what came of it.

usage: pnpm kill-matrix [--only PATTERN[,PATTERN]] [--jobs N] [--list] [--keep]

  --only PATTERN  only cells whose name holds it, as worker.after-push or :pause
  --jobs N        installations at a time (2)
  --list          says which cells there are, and runs none
  --keep          leaves the folders of installations with a failure

Exit code 0 when every cell passed; 1 when one failed, with the command that repeats it; 2 for wrong options.
`;

const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		jobs: { type: 'string', default: '2' },
		list: { type: 'boolean', default: false },
		keep: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
	// pnpm hands on the two dashes that end its own options.
	args: process.argv.slice(2).filter((argument) => argument !== '--'),
});

process.exitCode = await run();

async function run(): Promise<number> {
	const cells = selectCells(listCells(), values.only);
	if (values.help) return say(help);
	if (cells.length === 0) return refuse(`No cell's name holds ${values.only}; --list names them.`);
	if (values.list)
		return say(
			cells.map((cell) => `${nameCell(cell).padEnd(48)} when the ${failpoints[cell.name].when}\n`).join(''),
		);
	const jobs = Number(values.jobs);
	if (!Number.isSafeInteger(jobs) || jobs < 1) return refuse('--jobs is a whole number from 1.');
	const startedAt = performance.now();
	const trials = await runMatrix({
		cells,
		jobs,
		keep: values.keep,
		onTrial: ({ cell, problems, durationMs }) =>
			say(
				`${problems.length === 0 ? 'passed' : 'FAILED'} ${nameCell(cell).padEnd(48)} ${(durationMs / 1_000).toFixed(1)} s\n`,
			),
		onKept: (root) => say(`kept ${root}\n`),
	});
	const failed = trials.filter(({ problems }) => problems.length > 0);
	for (const { cell, card, problems } of failed)
		say(
			`\n${nameCell(cell)} (card ${card})\n${problems.map((problem) => `  ${problem}\n`).join('')}  again: pnpm kill-matrix --only '${nameCell(cell)}'\n`,
		);
	say(`\n${trials.length} cells in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s\n`);
	say(`${trials.length - failed.length} passed, ${failed.length} failed\n`);
	return failed.length === 0 ? 0 : 1;
}

function say(text: string): number {
	process.stdout.write(text);
	return 0;
}

function refuse(why: string): number {
	process.stderr.write(`${why}\n`);
	return 2;
}
