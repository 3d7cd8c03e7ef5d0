import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePositive } from './options.ts';
import { registerTaskActs } from './task-acts.ts';
import { registerTaskLooks } from './task-looks.ts';

interface AddOptions {
	readonly notes?: string;
	readonly ready: boolean;
	readonly project?: string;
	readonly maxCost?: number;
	readonly manualMerge: boolean;
	readonly after: readonly string[];
	readonly json: boolean;
}

export function registerTask(program: Command, run: Run): void {
	const task = program
		.command('task')
		.description('add, look at, answer, approve, retry, move and stop cards');
	task
		.command('add')
		.description('write a card')
		.argument('<name>', 'what is wanted, in a few words')
		.option('--notes <text>', 'the description; - reads it from stdin')
		.option('--ready', 'put it into Ready Queue, so that work begins', false)
		.option('--project <project>', 'gid or name; needed only where it is not clear')
		.option('--max-cost <usd>', 'what it may cost, in US dollars', parsePositive)
		.option('--manual-merge', 'ask you before it is merged (Merge Approval: Manual Check)', false)
		.option('--after <gid>', 'wait until this card is done (repeatable)', collect, [])
		.option('--json', 'print one JSON document', false)
		.action((name: string, options: AddOptions) =>
			run(async (context) => (await import('../task/add.ts')).addTask(context, name, options)),
		);
	task
		.command('list')
		.description('list the cards of a project')
		.option('--project <project>', 'gid or name; needed only where it is not clear')
		.option('--json', 'print one JSON document', false)
		.action((options: { project?: string; json: boolean }) =>
			run(async (context) => (await import('../task/list.ts')).listTasks(context, options)),
		);
	task
		.command('show')
		.description('show a card with its runs and comments')
		.argument('<gid>', 'the card')
		.option('--json', 'print one JSON document', false)
		.action((gid: string, options: { json: boolean }) =>
			run(async (context) => (await import('../task/show.ts')).showTask(context, gid, options)),
		);
	task
		.command('move')
		.description('move a card to another section')
		.argument('<gid>', 'the card')
		.argument('<section>', 'the section, as on the board')
		.action((gid: string, section: string) =>
			run(async (context) => (await import('../task/move.ts')).moveTask(context, gid, section)),
		);
	task
		.command('tick')
		.description('let the guarded paths that a card changes land with it (CI, hooks, scripts, lock files …)')
		.argument('<gid>', 'the card')
		.option('--yes', 'without asking', false)
		.action((gid: string, options: { yes: boolean }) =>
			run(async (context) => (await import('../control/tick.ts')).tickTask(context, gid, options)),
		);
	task
		.command('stop')
		.description('stop the agent at a card; the card waits until a person moves, edits or resumes it')
		.argument('<gid>', 'the card')
		.action((gid: string) =>
			run(async (context) => (await import('../control/stop.ts')).stopTask(context, gid)),
		);
	registerTaskActs(task, run);
	registerTaskLooks(task, run);
}

function collect(value: string, before: readonly string[]): string[] {
	return [...before, value];
}
