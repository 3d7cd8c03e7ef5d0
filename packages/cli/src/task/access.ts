import { sep } from 'node:path';
import { loadBoardAddress, loadTracked, type TrackedProject } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { accessAsana, accessLocalBoard, type BoardAccess } from '../board/connect.ts';
import type { Context } from '../context.ts';
import { requireCredentials } from '../instance/credentials.ts';

/** The project that is meant: the one named, the one the current folder belongs to, or the only one. */
export function chooseProject({ home, cwd, env }: Context, wanted: string | undefined): TrackedProject {
	const projects = loadTracked(home, env['ASANA_PORTFOLIO_GID']);
	if (projects.length === 0) {
		throw new AegisError('NO_PROJECT', 'Aegis looks after no project yet.', {
			fix: 'Run `aegis init` in a git repository.',
			exitCode: 4,
		});
	}
	const matches =
		wanted === undefined
			? projects.filter(({ path }) => cwd === path || cwd.startsWith(path + sep))
			: projects.filter(({ gid, name }) => gid === wanted || name.toLowerCase() === wanted.toLowerCase());
	const candidates = matches.length > 0 || wanted !== undefined ? matches : projects;
	const [project] = candidates;
	if (project !== undefined && candidates.length === 1) return project;
	const list = projects.map(({ name, gid }) => `${name} (${gid})`).join(', ');
	throw project === undefined
		? new AegisError('PROJECT_NOT_FOUND', `There is no project ${wanted}.`, {
				fix: `There are: ${list}.`,
				exitCode: 3,
			})
		: new AegisError('PROJECT_UNCLEAR', 'Several projects could be meant.', {
				fix: `Name one with --project: ${list}.`,
				exitCode: 2,
			});
}

/** How to reach the board of a project with the person's token. Throws BOARD_UNREACHABLE (5), ASANA_TOKEN_MISSING (4). */
export function accessBoard({ home, env }: Context, project: TrackedProject): BoardAccess {
	if (project.board === 'asana') {
		requireCredentials([project], env);
		return accessAsana(env, env['ASANA_ACCESS_TOKEN'] ?? '');
	}
	const address = loadBoardAddress(home);
	if (address !== null) return accessLocalBoard(address);
	throw new AegisError('BOARD_UNREACHABLE', 'The local board is not running.', {
		fix: 'Start it with `aegis up`.',
		exitCode: 5,
	});
}

/** The board that has a card: the local one, unless all projects are on Asana. */
export function accessAnyBoard(context: Context): BoardAccess {
	const projects = loadTracked(context.home, context.env['ASANA_PORTFOLIO_GID']);
	const project = projects.find(({ board }) => board === 'local') ?? chooseProject(context, projects[0]?.gid);
	return accessBoard(context, project);
}
