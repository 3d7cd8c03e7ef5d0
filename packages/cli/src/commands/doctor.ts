import type { Command } from 'commander';
import type { Context, Run } from '../context.ts';

export function registerDoctor(program: Command, run: Run): void {
	program
		.command('doctor')
		.description('check what Aegis needs on this machine, and say what mends it')
		.option('--json', 'print one JSON document', false)
		.action((options: { json: boolean }) => run((context) => runDoctor(context, options)));
}

async function runDoctor(context: Context, options: { readonly json: boolean }): Promise<number> {
	const { examine } = await import('../doctor/examine.ts');
	const { formatChecks, isSound } = await import('../doctor/format-checks.ts');
	const { terminal } = context;
	const checks = await examine(context);
	const ok = isSound(checks);
	if (options.json) terminal.out(JSON.stringify({ ok, checks }, null, 2));
	else for (const line of formatChecks(checks, terminal.paint)) terminal.out(line);
	return ok ? 0 : 4;
}
