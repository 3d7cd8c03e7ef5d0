import { AegisError } from '@aegis/shared/errors';
import type { BoardAccess } from '../board/connect.ts';
import { readProject } from '../board/projects.ts';
import { nameAll, pickNamed, type Named } from './core/pick.ts';
import { listProjects, listWorkspaces } from './list-places.ts';

export interface Wishes {
	readonly workspace?: string;
	readonly project?: string;
	readonly create?: string;
	/** The name to propose for a new project. */
	readonly proposal: string;
	readonly interactive: boolean;
}

/** Where the cards are to be: a project that exists, or one to be created in a workspace. */
export type Place =
	| { readonly kind: 'existing'; readonly workspace: Named; readonly project: Named }
	| { readonly kind: 'new'; readonly workspace: Named; readonly name: string };

/**
 * Finds out which project is meant, asking where a person can be asked. Changes nothing. Throws PROJECT_NOT_FOUND,
 * WORKSPACE_NOT_FOUND (exit 3), PROJECT_UNCLEAR, WORKSPACE_UNCLEAR (2).
 */
export async function choosePlace(access: BoardAccess, wishes: Wishes): Promise<Place> {
	if (wishes.project !== undefined && /^\d+$/.test(wishes.project) && wishes.workspace === undefined) {
		const { workspace, ...project } = await readProject(access, wishes.project);
		return { kind: 'existing', workspace, project };
	}
	const workspace = await chooseWorkspace(access, wishes);
	if (wishes.create !== undefined) return { kind: 'new', workspace, name: wishes.create };
	const projects = await listProjects(access, workspace.gid);
	const picked = wishes.project === undefined ? null : pickNamed(projects, wishes.project);
	if (picked?.kind === 'one') return { kind: 'existing', workspace, project: picked.item };
	if (picked?.kind === 'none') {
		throw new AegisError('PROJECT_NOT_FOUND', `${workspace.name} has no project ${wishes.project}.`, {
			fix: `There are: ${nameAll(projects)}. --create makes a new one.`,
			exitCode: 3,
		});
	}
	const candidates = picked?.items ?? projects;
	if (!wishes.interactive) {
		throw new AegisError('PROJECT_UNCLEAR', 'Which project it should be was not said.', {
			fix: `Name it with --project, or a new one with --create: ${nameAll(candidates)}.`,
			exitCode: 2,
		});
	}
	return askForPlace(workspace, candidates, wishes.proposal);
}

async function chooseWorkspace(access: BoardAccess, wishes: Wishes): Promise<Named> {
	const workspaces = await listWorkspaces(access);
	const wanted = wishes.workspace ?? access.workspaceGid ?? undefined;
	const picked = pickNamed(workspaces, wanted);
	if (picked.kind === 'one') return picked.item;
	if (picked.kind === 'none') {
		const which = wanted === undefined ? 'no workspace' : `no workspace ${wanted}`;
		throw new AegisError('WORKSPACE_NOT_FOUND', `The account of the token is in ${which}.`, {
			fix: workspaces.length === 0 ? 'Join one in Asana.' : `There are: ${nameAll(workspaces)}.`,
			exitCode: 3,
		});
	}
	if (!wishes.interactive) {
		throw new AegisError('WORKSPACE_UNCLEAR', 'Several workspaces could be meant.', {
			fix: `Name one with --workspace: ${nameAll(picked.items)}.`,
			exitCode: 2,
		});
	}
	const { askForOne } = await import('./questions.ts');
	return askForOne('Which workspace?', picked.items);
}

async function askForPlace(workspace: Named, projects: readonly Named[], proposal: string): Promise<Place> {
	const { askForName, askForOne } = await import('./questions.ts');
	const fresh: Named = { gid: '', name: 'Create a new project' };
	const project = await askForOne(`Which project of ${workspace.name}?`, [fresh, ...projects]);
	if (project !== fresh) return { kind: 'existing', workspace, project };
	return { kind: 'new', workspace, name: await askForName('What should it be called?', proposal) };
}
