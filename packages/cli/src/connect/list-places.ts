import { CustomFieldsApi, ProjectsApi, WorkspacesApi } from 'asana';
import { z } from 'zod';
import { AegisError } from '@aegis/shared/errors';
import { planNotSupported } from '../asana/plan-not-supported.ts';
import { createClient, type BoardAccess } from '../board/connect.ts';
import { ask, request } from '../board/request.ts';
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

/** Makes sure that this account has custom fields in a workspace. Throws PLAN_NOT_SUPPORTED (exit 4) where it has not. */
export async function probeCustomFields(access: BoardAccess, workspaceGid: string): Promise<void> {
	const api = new CustomFieldsApi(createClient(access));
	try {
		await request(access, z.unknown(), () => api.getCustomFieldsForWorkspace(workspaceGid, { limit: 1 }));
	} catch (error) {
		const refused = error instanceof AegisError && error.code === 'PLAN_NOT_SUPPORTED';
		throw refused ? planNotSupported('nothing was changed', error) : error;
	}
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
