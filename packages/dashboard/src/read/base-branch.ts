import { loadProjects, readSettings, type Home } from '@aegis/shared/config';
import { askGit } from './git.ts';

/** The ref that a project's cards are compared with: the remote's base branch as a worker last fetched it, else the local one. */
export async function findBase(
	home: Home,
	project: { readonly gid: string; readonly path: string },
): Promise<{ readonly name: string; readonly ref: string }> {
	const tracked = loadProjects(home.projectsFile).find(({ gid }) => gid === project.gid);
	const settings = await readSettings(home, tracked ?? { gid: project.gid, path: project.path }, {
		keep: false,
	}).catch(() => null);
	const name = settings?.config.base_branch ?? 'main';
	const fetched = `refs/aegis/base/${name}`;
	const known = await askGit(project.path, ['rev-parse', '--verify', '--quiet', fetched]);
	return { name, ref: known === null ? `refs/heads/${name}` : fetched };
}
