import { loadTracked, type TrackedProject } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { checkAsana } from './asana-checks.ts';
import { fail, pass, type Check } from './check.ts';
import { checkClaude, checkCredentials } from './claude-checks.ts';
import { checkDisk, checkGit, checkHome, checkNode, checkPorts, checkRedisServer } from './machine-checks.ts';
import { checkPortfolio } from './portfolio-checks.ts';
import { checkSandbox } from './sandbox-check.ts';
import { checkCommanders, checkProject, checkTrust } from './project-checks.ts';

/** Looks at everything `up` needs. */
export async function examine(context: Context): Promise<Check[]> {
	const { home } = context;
	const [projects, listCheck] = readProjects(context);
	const checks = [
		checkNode(),
		await checkGit(),
		...(await examineWork(context)),
		await checkRedisServer(context),
		checkHome(home),
		checkDisk(home),
		await checkPorts(home),
		...listCheck,
	];
	for (const project of projects)
		checks.push(
			await checkProject(context, project),
			await checkTrust(context, project),
			checkCommanders(context, project),
		);
	checks.push(...checkPortfolio(context), ...(await checkAsana(context, projects)));
	return checks;
}

/** What agents run with; where the workers of this home run elsewhere, it is to be looked for there. */
async function examineWork(context: Context): Promise<Check[]> {
	const { env } = context;
	if (env['AEGIS_WORKERS'] === '0')
		return [
			pass(
				'workers',
				'none here (AEGIS_WORKERS=0): `aegis doctor` beside each looks for claude and the sandbox',
			),
		];
	return [await checkClaude(env), checkCredentials(env), await checkSandbox(context)];
}

function readProjects({ home, env }: Context): [TrackedProject[], Check[]] {
	try {
		return [loadTracked(home, env['ASANA_PORTFOLIO_GID']), []];
	} catch (error) {
		return [[], [fail('projects', describeError(error), 'Correct the file it names.')]];
	}
}
