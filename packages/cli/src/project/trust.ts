import { saveTrusted } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { chooseProject } from '../task/access.ts';
import { formatPending, prepareConfirmation } from './confirmation.ts';

/**
 * Shows what a project's repository asks for beyond what was confirmed, and confirms it. Without a terminal it wants
 * `--yes`. Throws SETTINGS_UNCONFIRMED (exit 2) and SETTINGS_UNREADABLE (exit 2).
 */
export async function trustProject(
	context: Context,
	wanted: string | undefined,
	options: { readonly yes: boolean; readonly json: boolean },
): Promise<number> {
	const { terminal, home } = context;
	const project = chooseProject(context, wanted);
	const { pending, next, problem } = await prepareConfirmation(home, project);
	if (problem !== null) {
		throw new AegisError(
			'SETTINGS_UNREADABLE',
			`The settings of ${project.name} cannot be confirmed: ${problem}.`,
			{
				fix: 'Correct aegis_config.json and land it on the base branch.',
				exitCode: 2,
			},
		);
	}
	if (options.json && !options.yes) {
		terminal.out(JSON.stringify({ project: project.gid, commit: next.commit, pending }, null, 2));
		return 0;
	}
	for (const line of options.json ? [] : formatPending(pending)) terminal.out(`  ${line}`);
	if (pending.length > 0 && !options.yes) await agree(context, project.name);
	saveTrusted(home, project.gid, next);
	if (options.json)
		terminal.out(JSON.stringify({ project: project.gid, commit: next.commit, confirmed: pending }, null, 2));
	else {
		const what = pending.length === 0 ? 'nothing new to confirm' : `${pending.length} confirmed`;
		terminal.out(
			`${terminal.paint.green('✓')} Settings of ${project.name}: ${what}; a running Aegis follows within a second`,
		);
	}
	return 0;
}

async function agree({ terminal }: Context, name: string): Promise<void> {
	if (!terminal.interactive) {
		throw new AegisError(
			'SETTINGS_UNCONFIRMED',
			`Nobody confirmed the settings of ${name}; nothing was changed.`,
			{
				fix: 'Run it with --yes once you have read them.',
				exitCode: 2,
			},
		);
	}
	const { askWhether, cancelled } = await import('../connect/questions.ts');
	if (!(await askWhether('Shall these count?'))) throw cancelled();
}
