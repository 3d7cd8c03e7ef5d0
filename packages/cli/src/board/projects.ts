import { sections } from '@aegis/shared/domain';
import { ProjectsApi, SectionsApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from './connect.ts';
import { request } from './request.ts';

const Project = z.looseObject({ gid: z.string(), name: z.string() });

/** A project with the workspace it is in. Throws BOARD_NOT_FOUND (exit 3). */
export async function readProject(
	access: BoardAccess,
	gid: string,
): Promise<{ gid: string; name: string; workspace: { gid: string; name: string } }> {
	const api = new ProjectsApi(createClient(access));
	const options = { opt_fields: 'name,workspace.name' };
	return request(access, Project.extend({ workspace: Project }), () => api.getProject(gid, options));
}

/** The name of a project, or null when the board has none with this gid. */
export async function findProjectName(access: BoardAccess, gid: string): Promise<string | null> {
	const api = new ProjectsApi(createClient(access));
	try {
		return (await request(access, Project, () => api.getProject(gid, { opt_fields: 'name' }))).name;
	} catch (error) {
		if ((error as { code?: unknown }).code === 'BOARD_NOT_FOUND') return null;
		throw error;
	}
}

/**
 * Creates a project in the board's workspace and returns its gid. The one section a new project comes with ("Untitled
 * section", seen on Asana) becomes the first of ours, so that new cards land there.
 */
export async function createProject(access: BoardAccess, name: string): Promise<string> {
	const client = createClient(access);
	const body = { data: { name, workspace: access.workspaceGid, default_view: 'board' } };
	const { gid } = await request(access, Project, () => new ProjectsApi(client).createProject(body, {}));
	const api = new SectionsApi(client);
	const [given] = await request(access, z.array(Project), () => api.getSectionsForProject(gid, {}));
	if (given !== undefined) {
		await request(access, Project, () =>
			api.updateSection(given.gid, { body: { data: { name: sections[0] } } }),
		);
	}
	return gid;
}
