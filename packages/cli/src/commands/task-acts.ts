import type { Command } from 'commander';
import type { Run } from '../context.ts';
import { parsePositive } from './options.ts';

/** The verbs by which a person does what a card asks for. */
export function registerTaskActs(task: Command, run: Run): void {
	for (const [name, description] of [
		['answer', 'answer what a card asks; it goes on by itself'],
		['comment', 'say something on a card; what works on it hears it'],
	] as const)
		task
			.command(name)
			.description(description)
			.argument('<gid>', 'the card')
			.argument('<text>', 'what to say; - reads it from stdin')
			.action((gid: string, text: string) =>
				run(async (context) => (await import('../control/card-acts.ts')).commentOn(context, gid, text)),
			);
	task
		.command('approve')
		.description('approve the merge of the commit a card shows')
		.argument('<gid>', 'the card')
		.option('--commit <sha>', 'the commit you looked at; refused where it is another by now')
		.action((gid: string, options: { commit?: string }) =>
			run(async (context) => (await import('../control/card-acts.ts')).approveMerge(context, gid, options)),
		);
	task
		.command('reject')
		.description('send a card back to the Worker with what is wrong')
		.argument('<gid>', 'the card')
		.argument('<text>', 'what is wrong; - reads it from stdin')
		.action((gid: string, text: string) =>
			run(async (context) => (await import('../control/card-acts.ts')).rejectWork(context, gid, text)),
		);
	task
		.command('retry')
		.description('begin a stage of a card afresh, its failed attempts forgotten')
		.argument('<gid>', 'the card')
		.option('--agent <agent>', 'the agent to begin with; the one it is at where left out')
		.action((gid: string, options: { agent?: string }) =>
			run(async (context) => (await import('../control/card-acts.ts')).retryCard(context, gid, options)),
		);
	task
		.command('budget')
		.description('set what a card may cost in all; one that waits for it goes on')
		.argument('<gid>', 'the card')
		.argument('<usd>', 'Max Cost in US dollars', parsePositive)
		.action((gid: string, usd: number) =>
			run(async (context) => (await import('../control/card-acts.ts')).setBudget(context, gid, usd)),
		);
	task
		.command('pause')
		.description('stop the agent at a card and start none there until it is resumed')
		.argument('<gid>', 'the card')
		.action((gid: string) =>
			run(async (context) => (await import('../control/pause.ts')).pauseWork(context, gid, undefined)),
		);
	task
		.command('resume')
		.description('let a card go on that was paused, stopped or set aside')
		.argument('<gid>', 'the card')
		.action((gid: string) =>
			run(async (context) => (await import('../control/resume.ts')).resumeWork(context, gid, undefined)),
		);
}
