import { loadProjectConfig, type TrackedProject } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { requireCredentials } from '../instance/credentials.ts';
import { askGit } from '../init/git.ts';
import { requireRepository } from '../init/inspect.ts';
import { fail, pass, warn, type Check } from './check.ts';

/** A project is sound when its repository is one, its configuration can be read and its base branch is there. */
export async function checkProject({ env }: Context, project: TrackedProject): Promise<Check> {
	const name = `project ${project.name}`;
	try {
		requireCredentials([project], env);
		const root = await requireRepository(project.path);
		const config = loadProjectConfig(root);
		const base = config.base_branch;
		if ((await askGit(root, 'rev-parse', '--verify', '--quiet', `refs/heads/${base}`)) === null) {
			return fail(
				name,
				`there is no branch ${base}`,
				`Create it (\`git -C ${root} branch ${base}\`), or correct base_branch in aegis_config.json.`,
			);
		}
		if (config.remote !== null && (await askGit(root, 'remote', 'get-url', config.remote)) === null) {
			return fail(
				name,
				`there is no remote ${config.remote}`,
				'Correct remote in aegis_config.json, or set it to null.',
			);
		}
		if (config.test_command === null) {
			return warn(name, 'merges are not tested', 'Set test_command in aegis_config.json.');
		}
		return pass(name, `${root}, base ${base}, tests \`${config.test_command}\``);
	} catch (error) {
		return fail(name, describeError(error), 'Correct it, or run `aegis init` there again.');
	}
}
