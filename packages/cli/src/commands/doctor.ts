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
	const { terminal } = context;
	const { paint } = terminal;
	const checks = await examine(context);
	const ok = checks.every(({ level }) => level !== 'problem');
	if (options.json) {
		terminal.out(JSON.stringify({ ok, checks }, null, 2));
		return ok ? 0 : 4;
	}
	const marks = { ok: paint.green('✓'), warning: paint.yellow('!'), problem: paint.red('✗') };
	for (const { name, level, text, fix } of checks) {
		terminal.out(`${marks[level]} ${name}: ${text}`);
		if (fix !== null) terminal.out(`  ${fix}`);
	}
	return ok ? 0 : 4;
}
