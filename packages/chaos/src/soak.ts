import { parseArgs } from 'node:util';
import { makePlace } from './installation/place.ts';
import { describeReport } from './soak/describe-report.ts';
import { runSoak } from './soak/run-soak.ts';

const help = `Lets cards stream through a real installation while something breaks every few seconds, then looks.

usage: pnpm soak --minutes N [--seed S] [--keep] [--tell]

  --minutes N  how long the faults go on
  --seed S     chooses faults and people's doings (drawn without it); timing is the machine's own
  --keep       leaves the folder when there was a violation
  --tell       prints each fault as it happens

Exit code 0 without a violation, 1 with one, 2 for wrong options.
`;

const { values } = parseArgs({
	options: {
		minutes: { type: 'string', default: '10' },
		seed: { type: 'string' },
		keep: { type: 'boolean', default: false },
		tell: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
	// pnpm hands on the two dashes that end its own options.
	args: process.argv.slice(2).filter((argument) => argument !== '--'),
});

process.exitCode = await run();

async function run(): Promise<number> {
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const minutes = Number(values.minutes);
	const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
	if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
		process.stderr.write('--minutes is a number above 0, --seed a whole number.\n');
		return 2;
	}
	process.stdout.write(`seed ${seed}, ${minutes} minutes\n`);
	using place = await makePlace();
	const startedAt = performance.now();
	const report = await runSoak(place, {
		minutes,
		seed,
		onNote: (text) => {
			if (values.tell)
				process.stdout.write(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(7)} ${text}\n`);
		},
	});
	process.stdout.write(describeReport(report));
	if (report.problems.length === 0) return 0;
	if (values.keep) {
		place.keep();
		process.stdout.write(`kept ${place.root}\n`);
	}
	return 1;
}
