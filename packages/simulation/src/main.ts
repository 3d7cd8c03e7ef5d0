import { parseArgs } from 'node:util';
import { allGuardsBut, guardNames, isGuardName } from './guards.ts';
import { describeViolation } from './report.ts';
import { simulate } from './simulate.ts';

const help = `Plays seeded stories of the whole system, with faults, and checks what it promises.

usage: pnpm simulate [--seeds N] [--from S] [--steps 300] [--without GUARD] [--list-guards]

  --seeds N        how many stories (1000)
  --from S         the first seed (1)
  --steps N        events with faults in each story, before peace (300)
  --without GUARD  takes one guard out of the wiring; a violation must then be found
  --list-guards    says which guards there are

Exit code 0 without a violation; 1 with one, whose seed and last effects are printed; 2 for wrong options.
`;

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '1000' },
		from: { type: 'string', default: '1' },
		steps: { type: 'string', default: '300' },
		without: { type: 'string' },
		'list-guards': { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
	// pnpm hands on the two dashes that end its own options.
	args: process.argv.slice(2).filter((argument) => argument !== '--'),
});

process.exitCode = run();

function run(): number {
	if (values.help) return print(help);
	if (values['list-guards'])
		return print(
			Object.entries(guardNames)
				.map(([name, keeps]) => `${name.padEnd(20)} ${keeps}\n`)
				.join(''),
		);
	const missing = values.without ?? null;
	if (missing !== null && !isGuardName(missing))
		return refuse(`There is no guard ${missing}; --list-guards says which there are.`);
	const [seeds, from, steps] = [values.seeds, values.from, values.steps].map(Number);
	for (const number of [seeds, from, steps])
		if (number === undefined || !Number.isSafeInteger(number) || number < 0)
			return refuse('--seeds, --from and --steps are whole numbers.');
	return play({ seeds: seeds ?? 0, from: from ?? 0, steps: steps ?? 0 }, missing);
}

function play(
	{ seeds, from, steps }: { seeds: number; from: number; steps: number },
	missing: Parameters<typeof allGuardsBut>[0],
): number {
	const guards = allGuardsBut(missing);
	const startedAt = performance.now();
	let events = 0;
	for (let seed = from; seed < from + seeds; seed++) {
		const outcome = simulate(seed, { steps, guards });
		events += outcome.events;
		if (outcome.violations.length === 0) continue;
		print(describeViolation(outcome, { steps, missing }));
		print(`${seed - from + 1} seeds, ${outcome.violations.length} violations\n`);
		return 1;
	}
	const seconds = (performance.now() - startedAt) / 1_000;
	print(`${events} events in ${seconds.toFixed(1)} s, ${Math.round(seeds / seconds)} seeds/s\n`);
	return print(`${seeds} seeds, 0 violations\n`);
}

function print(text: string): number {
	process.stdout.write(text);
	return 0;
}

function refuse(why: string): number {
	process.stderr.write(`${why}\n`);
	return 2;
}
