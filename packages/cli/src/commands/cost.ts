import { Option, type Command } from 'commander';
import type { Run } from '../context.ts';
import type { CostBy } from '../cost/show-cost.ts';

export function registerCost(program: Command, run: Run): void {
	program
		.command('cost')
		.description('show what was spent, by day, agent, model or card')
		.addOption(
			new Option('--by <what>', 'what to sum up by')
				.choices(['day', 'agent', 'model', 'card'])
				.default('day'),
		)
		.option('--json', 'print one JSON document', false)
		.action((options: { by: CostBy; json: boolean }) =>
			run(async (context) => (await import('../cost/show-cost.ts')).showCost(context, options)),
		);
}
