import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

/**
 * Plays the same seeds with this build of the simulation and with another's, by turns, and compares what they cost in
 * processor time: of all measures that one suffers least from what else the machine does.
 *
 * usage: node bench/simulation/compare.ts OTHER_CHECKOUT [--seeds 1000] [--rounds 3]
 */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { seeds: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '3' } },
});
const [other] = positionals;
if (other === undefined) throw new Error('Which other checkout?');
const seeds = Number(values.seeds);
const rounds = Number(values.rounds);

/** Seeds per second of processor time. */
function measure(checkout: string): number {
	const before = childSeconds();
	const main = `${checkout}/packages/simulation/src/main.ts`;
	const { status, stdout } = spawnSync(process.execPath, [main, '--seeds', `${seeds}`, '--jobs', '1'], {
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`${checkout} ended with ${status}: ${stdout}`);
	return seeds / (childSeconds() - before);
}

/** Processor time of all children so far, which Node itself does not tell. */
function childSeconds(): number {
	const { stdout } = spawnSync('sh', ['-c', 'cat "/proc/$PPID/stat"'], { encoding: 'utf8' });
	const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[13]) + Number(fields[14])) / 100;
}

const here = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const speeds = { here: [] as number[], other: [] as number[] };
for (let round = 0; round < rounds; round++) {
	speeds.other.push(measure(other));
	speeds.here.push(measure(here));
	process.stdout.write(
		`other ${speeds.other.at(-1)?.toFixed(1)}, here ${speeds.here.at(-1)?.toFixed(1)} seeds per second of processor time\n`,
	);
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
process.stdout.write(`here is ${(sum(speeds.here) / sum(speeds.other)).toFixed(2)} of the other\n`);
