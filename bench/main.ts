import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderReport, replaceResults, type Row } from './core/report.ts';
import { describeMachine } from './machine.ts';
import { measureFiftyCards } from './measures/fifty-cards.ts';
import { measureMemory } from './measures/memory.ts';
import { measureMoveToAgent } from './measures/move-to-agent.ts';
import { measureStart } from './measures/start.ts';
import { measureThroughput } from './measures/throughput.ts';

const measures: Record<string, () => Promise<Row[]>> = {
	latency: measureMoveToAgent,
	fifty: measureFiftyCards,
	throughput: measureThroughput,
	memory: measureMemory,
	start: measureStart,
};

const help = `Measures Aegis with its real processes, a local board and an agent that does nothing.

usage: pnpm bench [--update] [measure…]

  measure    ${Object.keys(measures).join(', ')}; all of them by default
  --update   also writes the results into bench/README.md
`;

const { values, positionals } = parseArgs({
	options: {
		update: { type: 'boolean', default: false },
		help: { type: 'boolean', short: 'h', default: false },
	},
	allowPositionals: true,
});
const unknown = positionals.find((name) => !(name in measures));
if (values.help || unknown !== undefined) {
	(unknown === undefined ? process.stdout : process.stderr).write(help);
	process.exit(unknown === undefined ? 0 : 2);
}
const chosen = positionals.length === 0 ? Object.keys(measures) : positionals;
if (values.update && positionals.length > 0) {
	process.stderr.write('--update needs every measure: give no names.\n');
	process.exit(2);
}

const machine = describeMachine(fileURLToPath(new URL('..', import.meta.url)));
const rows: Row[] = [];
for (const [name, measure] of Object.entries(measures)) {
	if (!chosen.includes(name)) continue;
	process.stderr.write(`${name} …\n`);
	try {
		rows.push(...(await measure()));
	} catch (error) {
		process.stderr.write(`${name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	}
}
const report = renderReport(machine, rows);
process.stdout.write(report);
if (values.update && process.exitCode !== 1) {
	const file = new URL('README.md', import.meta.url);
	writeFileSync(file, replaceResults(readFileSync(file, 'utf8'), report));
}
