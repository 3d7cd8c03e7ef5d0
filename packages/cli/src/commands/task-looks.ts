import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePositive } from './options.ts';

/** The verbs by which a person or a script looks at a card. */
export function registerTaskLooks(task: Command, run: Run): void {
	task
		.command('why')
		.description('say where a card stands, why nothing happens, and what would change that')
		.argument('<gid>', 'the card')
		.option('--json', 'print one JSON document', false)
		.action((gid: string, options: { json: boolean }) =>
			run(async (context) => (await import('../task/why.ts')).explainCard(context, gid, options)),
		);
	task
		.command('wait')
		.description('wait until a card is done (exit 0) or needs a person (6); 7 when the time is over')
		.argument('<gid>', 'the card')
		.option('--timeout <minutes>', 'how long at most', parsePositive)
		.action((gid: string, options: { timeout?: number }) =>
			run(async (context) => (await import('../task/wait.ts')).waitForCard(context, gid, options)),
		);
	task
		.command('cost')
		.description('show what a card has cost, by agent')
		.argument('<gid>', 'the card')
		.option('--json', 'print one JSON document', false)
		.action((gid: string, options: { json: boolean }) =>
			run(async (context) => (await import('../task/cost.ts')).showCardCost(context, gid, options)),
		);
}
