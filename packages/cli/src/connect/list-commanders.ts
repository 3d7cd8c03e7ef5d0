import { MembershipsApi, UsersApi, WorkspaceMembershipsApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from '../board/connect.ts';
import { ask } from '../board/request.ts';
import { selectCommanders, type Member } from './core/select-commanders.ts';

const Page = z.looseObject({
	data: z.array(z.unknown()),
	next_page: z.looseObject({ offset: z.string() }).nullish(),
});
const ProjectMember = z.looseObject({
	member: z.looseObject({ gid: z.string(), resource_type: z.string().nullish() }).nullish(),
});
const WorkspaceMember = z.looseObject({
	user: z.looseObject({ gid: z.string() }).nullish(),
	is_guest: z.boolean().nullish(),
	is_active: z.boolean().nullish(),
});
const User = z.looseObject({ gid: z.string() });

/** Who may command in a project, and how many of its users may not because they are guests. */
export interface Commanders {
	readonly commanders: string[];
	readonly guests: number;
	/** False where the board does not tell who is in the project: then only the account of the token may. */
	readonly told: boolean;
}

/**
 * Who may command in a project: its members and those of its teams, without the guests of the workspace, and the account
 * of the token. Throws BOARD_UNREACHABLE or BOARD_TOKEN_REFUSED.
 */
export async function listCommanders(
	access: BoardAccess,
	place: { readonly projectGid: string; readonly workspaceGid: string; readonly accountGid: string },
): Promise<Commanders> {
	try {
		const inProject = await listUsers(access, place.projectGid);
		const inWorkspace = await listMembers(access, place.workspaceGid);
		return { ...selectCommanders({ inProject, inWorkspace, account: place.accountGid }), told: true };
	} catch (error) {
		const { code } = error as { code?: unknown };
		if (code !== 'BOARD_NOT_FOUND' && code !== 'BOARD_REFUSED' && code !== 'PLAN_NOT_SUPPORTED') throw error;
		return { commanders: [place.accountGid], guests: 0, told: false };
	}
}

async function listUsers(access: BoardAccess, projectGid: string): Promise<string[]> {
	const api = new MembershipsApi(createClient(access));
	const options = { parent: projectGid, opt_fields: 'member.gid,member.resource_type' };
	const members = await listAll(access, ProjectMember, (paging) =>
		api.getMemberships({ ...options, ...paging }),
	);
	const gids: string[] = [];
	for (const { member } of members) {
		if (!member) continue;
		if (member.resource_type !== 'team') gids.push(member.gid);
		else gids.push(...(await usersOfTeam(access, member.gid)));
	}
	return gids;
}

async function listMembers(access: BoardAccess, workspaceGid: string): Promise<Member[]> {
	const api = new WorkspaceMembershipsApi(createClient(access));
	const options = { opt_fields: 'user.gid,is_guest,is_active' };
	const found = await listAll(access, WorkspaceMember, (paging) =>
		api.getWorkspaceMembershipsForWorkspace(workspaceGid, { ...options, ...paging }),
	);
	return found.flatMap(({ user, is_guest, is_active }): Member[] =>
		user ? [{ gid: user.gid, guest: is_guest === true, active: is_active !== false }] : [],
	);
}

/** Asana gives a team's users in one answer. */
async function usersOfTeam(access: BoardAccess, teamGid: string): Promise<string[]> {
	const api = new UsersApi(createClient(access));
	const answer = await ask(access, () => api.getUsersForTeam(teamGid, { opt_fields: 'gid' }));
	return z
		.looseObject({ data: z.array(User) })
		.parse(answer)
		.data.map(({ gid }) => gid);
}

async function listAll<Item>(
	access: BoardAccess,
	schema: z.ZodType<Item>,
	call: (paging: { limit: number; offset?: string }) => Promise<unknown>,
): Promise<Item[]> {
	const found: Item[] = [];
	for (let offset: string | undefined; ;) {
		const paging = { limit: 100, ...(offset === undefined ? {} : { offset }) };
		const page = Page.parse(await ask(access, () => call(paging)));
		found.push(...page.data.map((item) => schema.parse(item)));
		offset = page.next_page?.offset;
		if (offset === undefined) return found;
	}
}
