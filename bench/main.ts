import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderReport, replaceResults, type Row } from './core/report.ts';
import { describeMachine } from './machine.ts';
import { measureBoardPage } from './measures/board-page.ts';
import { measureBoardRequests } from './measures/board-requests.ts';
import { measureDecision } from './measures/decision.ts';
import { measureDispatch } from './measures/dispatch.ts';
import { measureFiftyCards } from './measures/fifty-cards.ts';
import { measureLargeBoard } from './measures/large-board.ts';
import { measureMemory } from './measures/memory.ts';
import { measureModelCall } from './measures/model-call.ts';
import { measureMoveToAgent } from './measures/move-to-agent.ts';
import { measureRecovery } from './measures/recovery.ts';
import { measureSandbox } from './measures/sandbox.ts';
import { measureStart } from './measures/start.ts';
import { measureThroughput } from './measures/throughput.ts';

const measures: Record<string, () => Promise<Row[]>> = {
	latency: measureMoveToAgent,
	fifty: measureFiftyCards,
	throughput: measureThroughput,
	memory: measureMemory,
	start: measureStart,
	recovery: measureRecovery,
	board: measureLargeBoard,
	page: measureBoardPage,
	requests: measureBoardRequests,
	decision: measureDecision,
	dispatch: measureDispatch,
	model: measureModelCall,
	sandbox: measureSandbox,
};

const help = `Measures Aegis with its real processes, a local board and an agent that does nothing.

usage: pnpm bench [--update] [measure…]

With AEGIS_BENCH_AGAINST=CLONE, \`sandbox\` compares with that clone's build instead of this one without a sandbox.

  measure    ${Object.keys(measures).join(', ')}; all of them by default
  --update   also writes what was measured into bench/README.md
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

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = new URL('README.md', import.meta.url);
for (const [name, measure] of Object.entries(measures)) {
	if (!chosen.includes(name)) continue;
	process.stderr.write(`${name} …\n`);
	try {
		const machine = describeMachine(root);
		const report = renderReport(machine, await measure());
		process.stdout.write(`${report}\n`);
		if (values.update) writeFileSync(readme, replaceResults(readFileSync(readme, 'utf8'), name, report));
	} catch (error) {
		process.stderr.write(`${name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	}
}
