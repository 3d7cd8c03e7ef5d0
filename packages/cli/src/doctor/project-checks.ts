import { readSettings, type ProjectConfig, type TrackedProject } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import { findBaseCommit, findObstacles, locateGitDir, type Obstacle } from '@aegis/shared/repository';
import type { Context } from '../context.ts';
import { formatPending, prepareConfirmation } from '../project/confirmation.ts';
import { requireCredentials } from '../instance/credentials.ts';
import { askGit } from '../init/git.ts';
import { requireRepository } from '../init/inspect.ts';
import { fail, pass, warn, type Check } from './check.ts';

/** Who may command; nobody is a mistake, for then no card ever runs. */
export function checkCommanders({ home }: Context, { name, board, commanders }: TrackedProject): Check {
	const check = `commanders ${name}`;
	const file = `"commanders" in ${home.projectsFile}`;
	if (commanders === null) {
		if (board === 'local') return pass(check, 'everybody who can use the local board may command');
		const fix = `\`aegis connect asana\` in its repository lists its members, or name gids in ${file}.`;
		return warn(check, 'everybody who can move its cards may command, guests too', fix);
	}
	if (commanders.length > 0) return pass(check, `users ${commanders.join(', ')} may command`);
	const fix = `Run \`aegis connect asana\` in its repository, or name gids in ${file}.`;
	return fail(check, 'nobody may command: no card will run', fix);
}

/** A project is sound when its repository is one, its configuration can be read and its base branch is there. */
export async function checkProject({ env, home }: Context, project: TrackedProject): Promise<Check> {
	const name = `project ${project.name}`;
	try {
		requireCredentials([project], env);
		const root = await requireRepository(project.path);
		const { config, heldUp, problem } = await readSettings(home, project, { keep: false });
		const broken = heldUp ?? problem;
		if (broken !== null)
			return fail(name, broken, 'Correct aegis_config.json and land it on the base branch.');
		const base = config.base_branch;
		if ((await askGit(root, 'rev-parse', '--verify', '--quiet', `refs/heads/${base}`)) === null) {
			return fail(
				name,
				`there is no branch ${base}`,
				`Create it (\`git -C ${root} branch ${base}\`), or correct base_branch in aegis_config.json and run \`aegis project trust\`.`,
			);
		}
		if (config.remote !== null && (await askGit(root, 'remote', 'get-url', config.remote)) === null) {
			return fail(
				name,
				`there is no remote ${config.remote}`,
				'Correct remote in aegis_config.json, or set it to null, and run `aegis project trust`.',
			);
		}
		const obstacle = await findObstacle(root, base, config);
		if (obstacle !== null) return fail(name, obstacle.what, obstacle.fix);
		if (config.test_command === null) {
			return warn(
				name,
				'merges are not tested',
				'Set test_command in aegis_config.json and run `aegis project trust`.',
			);
		}
		return pass(name, `${root}, base ${base}, tests \`${config.test_command}\``);
	} catch (error) {
		return fail(name, describeError(error), 'Correct it, or run `aegis init` there again.');
	}
}

/** What keeps every card of the repository from landing; null where nothing is known to. */
async function findObstacle(root: string, base: string, config: ProjectConfig): Promise<Obstacle | null> {
	const gitDir = await locateGitDir(root);
	const commit = gitDir === null ? null : await findBaseCommit(gitDir, { ...config, base_branch: base });
	if (gitDir === null || commit === null) return null;
	const hydrationCommand = config.hydration_command;
	return (await findObstacles(gitDir, commit, { hydrationCommand }))[0] ?? null;
}

/** What the repository asks for beyond what was confirmed. */
export async function checkTrust({ home }: Context, project: TrackedProject): Promise<Check> {
	const name = `settings ${project.name}`;
	try {
		const { pending, problem } = await prepareConfirmation(home, project);
		if (problem !== null) return warn(name, problem, 'Correct it on the base branch.');
		if (pending.length === 0) return pass(name, 'all that its repository asks for is confirmed');
		const text = `does not count until confirmed: ${formatPending(pending).join('; ')}`;
		return warn(name, text, `Read it, then \`aegis project trust ${project.gid}\`.`);
	} catch (error) {
		return warn(name, describeError(error), 'Correct it, or run `aegis init` there again.');
	}
}
