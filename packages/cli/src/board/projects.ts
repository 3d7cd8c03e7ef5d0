import { ProjectsApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from './connect.ts';
import { request } from './request.ts';

const Project = z.looseObject({ gid: z.string(), name: z.string() });

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

/** Creates a project in the board's workspace and returns its gid. */
export async function createProject(access: BoardAccess, name: string): Promise<string> {
	const api = new ProjectsApi(createClient(access));
	const body = { data: { name, workspace: access.workspaceGid } };
	return (await request(access, Project, () => api.createProject(body, {}))).gid;
}
