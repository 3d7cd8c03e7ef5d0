import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { invariants, unreachedInvariants } from '@aegis/shared/invariant';
import { playSeeds } from './farm/play-seeds.ts';
import { describeGuard, guardNames, isGuardName, type GuardName } from './guards.ts';

const help = `Plays seeded stories of the whole system, with faults, and checks what it promises.

usage: pnpm simulate [--seeds N] [--from S] [--steps 300] [--jobs J] [--without GUARD] [--list-guards]

  --seeds N        how many stories (1000)
  --from S         the first seed (1)
  --steps N        events with faults in each story, before peace (300)
  --jobs J         threads (one per processor)
  --without GUARD  takes one guard out of the sources; a violation must then be found
  --list-guards    says which guards there are

Exit code 0 without a violation; 1 with one, whose seed and last effects are printed; 2 for wrong options.
`;

const { values } = parseArgs({
	options: {
		seeds: { type: 'string', default: '1000' },
		from: { type: 'string', default: '1' },
		steps: { type: 'string', default: '300' },
		jobs: { type: 'string', default: String(availableParallelism()) },
		without: { type: 'string' },
		'list-guards': { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
	// pnpm hands on the two dashes that end its own options.
	args: process.argv.slice(2).filter((argument) => argument !== '--'),
});

process.exitCode = await run();

async function run(): Promise<number> {
	if (values.help) return print(help);
	if (values['list-guards'])
		return print(guardNames.map((name) => `${name.padEnd(20)} ${describeGuard(name)}\n`).join(''));
	const missing = values.without ?? null;
	if (missing !== null && !isGuardName(missing))
		return refuse(`There is no guard ${missing}; --list-guards says which there are.`);
	const { seeds, from, steps, jobs } = values;
	const numbers = { seeds: Number(seeds), from: Number(from), steps: Number(steps), jobs: Number(jobs) };
	if (
		Object.values(numbers).some((number) => !Number.isSafeInteger(number) || number < 0) ||
		numbers.jobs < 1
	)
		return refuse('--seeds, --from, --steps and --jobs are whole numbers.');
	return play(numbers, missing);
}

async function play(
	options: { seeds: number; from: number; steps: number; jobs: number },
	missing: GuardName | null,
): Promise<number> {
	const { seeds } = options;
	const { events, milliseconds, reached, broken } = await playSeeds({
		...options,
		missing,
		onProgress: reporter(),
	});
	if (broken !== null) {
		print(broken.text);
		print(`${broken.place + 1} seeds, ${broken.violations} violations\n`);
		return 1;
	}
	const seconds = milliseconds / 1_000;
	print(`${events} events in ${seconds.toFixed(1)} s, ${Math.round(seeds / seconds)} seeds/s\n`);
	for (const id of unreachedInvariants(reached)) print(`no story put ${id} to the test: ${invariants[id]}\n`);
	return print(`${seeds} seeds, 0 violations\n`);
}

/** Says now and then how far a long run is. */
function reporter(): (seeds: number) => void {
	const everyMs = 60_000;
	let at = performance.now();
	return (seeds) => {
		if (performance.now() - at < everyMs) return;
		at = performance.now();
		process.stderr.write(`${seeds} seeds so far\n`);
	};
}

function print(text: string): number {
	process.stdout.write(text);
	return 0;
}

function refuse(why: string): number {
	process.stderr.write(`${why}\n`);
	return 2;
}
