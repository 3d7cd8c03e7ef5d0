import { basename } from 'node:path';
import { loadProjects } from '@aegis/shared/config';
import { createProject } from '../board/projects.ts';
import type { Context } from '../context.ts';
import { checkAsana } from '../doctor/asana-checks.ts';
import { formatChecks, isSound } from '../doctor/format-checks.ts';
import { adoptRepository } from '../init/adopt.ts';
import { inspectRepository, type Inspection } from '../init/inspect.ts';
import { readLiveOwner } from '../instance/lock.ts';
import { choosePlace, type Place } from './choose-place.ts';
import { signIn } from './sign-in.ts';
import { storeToken } from './store-token.ts';

export interface ConnectOptions {
	readonly tokenStdin: boolean;
	readonly workspace?: string;
	readonly project?: string;
	readonly create?: string;
	readonly yes: boolean;
}

/**
 * Maps a project on Asana to the repository in the current folder. Everything that can be refused is asked first:
 * until the token is stored, nothing has been changed.
 */
export async function connectAsana(context: Context, options: ConnectOptions): Promise<number> {
	const { terminal, env } = context;
	const done = terminal.paint.green('✓');
	const interactive = terminal.interactive && !options.yes;
	const found = await inspectRepository(context.cwd);
	const { access, account } = await signIn(context, { tokenStdin: options.tokenStdin, interactive });
	terminal.out(`${done} Token accepted: it acts as ${account.name}`);
	const place = await choosePlace(access, { ...options, proposal: basename(found.root), interactive });
	await agreeToReplacing(context, found, place, interactive);

	const before = env['ASANA_ACCESS_TOKEN'];
	const stored = storeToken(context.home, access.token);
	terminal.out(`${done} Token ${stored ? 'kept' : 'was already'} in ${context.home.root}/.env`);
	if (before !== undefined && before !== access.token) {
		const what = 'Another ASANA_ACCESS_TOKEN was set before; where the environment still sets it, it wins';
		terminal.out(`${terminal.paint.yellow('!')} ${what}.`);
	}
	const asanaGid =
		place.kind === 'existing'
			? place.project.gid
			: await createProject({ ...access, workspaceGid: place.workspace.gid }, place.name);
	if (place.kind === 'new')
		terminal.out(`${done} Created project ${place.name} (${asanaGid}) in ${place.workspace.name}`);

	const signedIn = { ...context, env: { ...env, ASANA_ACCESS_TOKEN: access.token } };
	const { project } = await adoptRepository(signedIn, found, { asanaGid });
	const checks = await checkAsana(signedIn, [project]);
	for (const line of formatChecks(checks, terminal.paint)) terminal.out(line);
	if (!isSound(checks)) return 4;
	const running = readLiveOwner(context.home) !== null;
	const restart = stored && running ? '`aegis down`, so that the token is read, ' : '';
	const start = running && !stored ? '' : `${restart}\`aegis up\`, then `;
	terminal.out(`Next: ${start}\`aegis task add "…" --ready\``);
	return 0;
}

/** A repository has one project, and a project one repository: what was mapped before no longer is. */
async function agreeToReplacing(
	{ home, terminal }: Context,
	{ root }: Inspection,
	place: Place,
	interactive: boolean,
): Promise<void> {
	const gid = place.kind === 'existing' ? place.project.gid : null;
	const replaced = loadProjects(home.projectsFile).filter(
		(project) => (project.path === root) !== (project.gid === gid),
	);
	for (const project of replaced) {
		const where = project.board === 'local' ? 'on the local board' : 'on Asana';
		const what = `${project.name} (${project.gid}, ${where}) will no longer be looked after for ${project.path}`;
		if (!interactive) {
			terminal.out(`${terminal.paint.yellow('!')} ${what}.`);
			continue;
		}
		const { askWhether, cancelled } = await import('./questions.ts');
		if (!(await askWhether(`${what}. Go on?`))) throw cancelled();
	}
}
