import { ProjectsApi, WorkspacesApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from '../board/connect.ts';
import { ask } from '../board/request.ts';
import type { Choice } from './questions.ts';

const Page = z.looseObject({
	data: z.array(z.looseObject({ gid: z.string(), name: z.string() })),
	next_page: z.looseObject({ offset: z.string() }).nullish(),
});

interface Paging {
	limit: number;
	offset?: string;
	opt_fields: string;
}

export function listWorkspaces(access: BoardAccess): Promise<Choice[]> {
	const api = new WorkspacesApi(createClient(access));
	return listAll(access, (paging) => api.getWorkspaces(paging));
}

/** The projects of a workspace that are not archived, by name. */
export async function listProjects(access: BoardAccess, workspaceGid: string): Promise<Choice[]> {
	const api = new ProjectsApi(createClient(access));
	const projects = await listAll(access, (paging) =>
		api.getProjectsForWorkspace(workspaceGid, { archived: false, ...paging }),
	);
	return projects.sort((one, other) => one.name.localeCompare(other.name));
}

async function listAll(access: BoardAccess, call: (paging: Paging) => Promise<unknown>): Promise<Choice[]> {
	const found: Choice[] = [];
	for (let offset: string | undefined; ;) {
		const paging = { limit: 100, opt_fields: 'name', ...(offset === undefined ? {} : { offset }) };
		const page = Page.parse(await ask(access, () => call(paging)));
		found.push(...page.data.map(({ gid, name }) => ({ gid, name })));
		offset = page.next_page?.offset;
		if (offset === undefined) return found;
	}
}
