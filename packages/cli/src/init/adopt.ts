import { readCheckout, type PendingSetting } from '@aegis/shared/config';
import { reducedMode } from '../asana/plan-not-supported.ts';
import { formatReport, summariseReport } from '../asana/report-lines.ts';
import type { Context } from '../context.ts';
import { confirmAtInit, formatPending } from '../project/confirmation.ts';
import { excludeOwnFolder } from './exclude.ts';
import type { Inspection } from './inspect.ts';
import { registerProject, type RegisterOptions, type Registration } from './register.ts';
import { writeProjectConfig } from './write-config.ts';

/** Puts an inspected repository under care and says line by line what was done. */
export async function adoptRepository(
	context: Context,
	found: Inspection,
	options: Omit<RegisterOptions, 'root'>,
): Promise<Registration> {
	const added = writeProjectConfig(found, options.asanaGid === undefined ? 'local' : 'asana');
	const excluded = await excludeOwnFolder(found.root);
	const registration = await registerProject(context, { root: found.root, ...options });
	sayWhatWasFound(context, found, { settings: Object.keys(added), excluded });
	sayWhereItIs(context, registration);
	sayWhoMayCommand(context, registration);
	sayWhatWaits(context, await confirmAtInit(context.home, registration.project));
	sayWhatIsMissing(context, found);
	return registration;
}

function sayWhatWasFound(
	{ terminal }: Context,
	found: Inspection,
	{ settings, excluded }: { settings: readonly string[]; excluded: boolean },
): void {
	const done = terminal.paint.green('✓');
	terminal.out(`${done} Repository ${found.root}`);
	terminal.out(`  base ${found.base}, remote ${found.remote ?? 'none'}`);
	terminal.out(`  tests: ${found.testCommand ?? 'none found'}`);
	terminal.out(`  hydration: ${found.hydrationCommand ?? 'none needed'}`);
	terminal.out(
		`${done} aegis_config.json: ${settings.length === 0 ? 'nothing to add' : `added ${settings.join(', ')}`}`,
	);
	if (excluded) terminal.out(`${done} .aegis/ is in .git/info/exclude`);
}

function sayWhereItIs({ terminal }: Context, { project, created, schema }: Registration): void {
	const { paint } = terminal;
	const done = paint.green('✓');
	const where = project.board === 'local' ? 'the local board' : 'Asana';
	terminal.out(
		`${done} Project ${project.name} (${project.gid}) on ${where}${created ? ', created now' : ''}`,
	);
	terminal.out(`${done} ${summariseReport(schema)}`);
	for (const line of formatReport({ ...schema, steps: [] }, paint)) terminal.out(line);
	if (schema.skipped !== null) terminal.out(`${paint.yellow('!')} ${reducedMode}.`);
}

function sayWhoMayCommand({ terminal, home }: Context, { project, found }: Registration): void {
	if (found === null) return;
	const count = project.commanders?.length ?? 0;
	const { guests, told } = found;
	const left = guests === 0 ? 'no guest' : `${guests} ${guests === 1 ? 'guest' : 'guests'} left out`;
	const who = `${count} ${count === 1 ? 'user' : 'users'}, the members of the project now (${left})`;
	const { paint } = terminal;
	if (told) terminal.out(`${paint.green('✓')} May command: ${who}`);
	else
		terminal.out(
			`${paint.yellow('!')} May command: the account of the token alone; who else is there was not told`,
		);
	const change = `\`aegis connect asana\` again, or "commanders" in ${home.projectsFile}`;
	terminal.out(`  others' moves, answers and approvals do not count; to change it: ${change}`);
	if (project.settings?.own_account_may_approve === true)
		terminal.out('  your own Approved counts, as nobody else may command ("own_account_may_approve")');
	else
		terminal.out(
			'  the token’s own account approves nothing on the board: it is Aegis’s too. `aegis task approve` does',
		);
}

/** What the repository had said before, and reaches further than the repository itself. */
function sayWhatWaits({ terminal }: Context, pending: readonly PendingSetting[]): void {
	if (pending.length === 0) return;
	const warning = terminal.paint.yellow('!');
	terminal.out(
		`${warning} Its aegis_config.json asks for what does not count until \`aegis project trust\`:`,
	);
	for (const line of formatPending(pending)) terminal.out(`  ${line}`);
}

function sayWhatIsMissing({ terminal }: Context, found: Inspection): void {
	const warning = terminal.paint.yellow('!');
	if (found.refusingRemote !== null) {
		const what = `${found.refusingRemote} takes no pushes to ${found.base} from here`;
		const then =
			(readCheckout(found.root)?.remote ?? null) === null
				? `work lands on the local ${found.base}`
				: 'merges will fail until it does, or until "remote" in aegis_config.json is null';
		terminal.out(`${warning} ${what}: ${then}.`);
	}
	if (found.testCommand === null) {
		terminal.out(`${warning} Without a test_command in aegis_config.json, merges are not tested.`);
	}
}
