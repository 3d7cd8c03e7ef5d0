import { parseArgs } from 'node:util';
import { cases } from './attack/cases.ts';
import { judgeCase } from './attack/core/case.ts';
import { describeMode } from './attack/mode.ts';
import { runTests } from './attack/run-tests.ts';

const help = `Holds Aegis against the attacks it is meant to stand: runs the tests that hold each, and says what is open.

Usage: pnpm attack [--only 1,2,44-51] [--json]

What cannot run here (no bubblewrap, no cgroup) does not count as passed, and says why. Exits 1 when anything failed.
`;

const { values } = parseArgs({
	options: {
		only: { type: 'string' },
		json: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
});
if (values.help) {
	process.stdout.write(help);
	process.exit(0);
}
const wanted = values.only === undefined ? null : readNumbers(values.only);
const chosen = cases.filter(({ id }) => wanted === null || wanted.has(id));
const ends = await runTests(
	[...new Set(chosen.flatMap(({ proofs }) => proofs.map(([file]) => file)))].sort(),
);
const verdicts = chosen.map((one) => judgeCase(one, ends));
const marks = { passed: '✓', partly: '~', failed: '✗' } as const;
if (values.json) process.stdout.write(`${JSON.stringify(verdicts, null, 2)}\n`);
else
	for (const { id, tried, verdict, why } of verdicts)
		process.stdout.write(
			`${marks[verdict]} ${String(id).padStart(2)} ${verdict.padEnd(6)} ${tried} — ${why}\n`,
		);
const count = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
const open = verdicts.filter(({ verdict }) => verdict === 'failed').map(({ id }) => id);
if (open.length > 0) process.stdout.write(`not held in this mode: ${open.join(', ')}\n`);
process.stdout.write(`${await describeMode()}; ${count('partly')} partly (counted as failed)\n`);
const failed = count('failed') + count('partly');
process.stdout.write(`${count('passed')} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function readNumbers(text: string): Set<number> {
	const numbers = text.split(',').flatMap((part) => {
		const [from = Number.NaN, to = from] = part.split('-').map(Number);
		return Number.isInteger(from) && to - from < 100
			? Array.from({ length: to - from + 1 }, (_, at) => from + at)
			: [];
	});
	return new Set(numbers);
}
