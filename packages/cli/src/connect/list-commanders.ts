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

/**
 * Who may command in a project: its members and those of its teams, without the guests of the workspace, and the account
 * of the token. Throws BOARD_UNREACHABLE, BOARD_NOT_FOUND, BOARD_TOKEN_REFUSED or BOARD_REFUSED.
 */
export async function listCommanders(
	access: BoardAccess,
	place: { readonly projectGid: string; readonly workspaceGid: string; readonly accountGid: string },
): Promise<{ readonly commanders: string[]; readonly guests: number }> {
	const client = createClient(access);
	const inProject = await listAll(access, ProjectMember, (paging) =>
		new MembershipsApi(client).getMemberships({
			parent: place.projectGid,
			opt_fields: 'member.gid,member.resource_type',
			...paging,
		}),
	);
	const inWorkspace = await listAll(access, WorkspaceMember, (paging) =>
		new WorkspaceMembershipsApi(client).getWorkspaceMembershipsForWorkspace(place.workspaceGid, {
			opt_fields: 'user.gid,is_guest,is_active',
			...paging,
		}),
	);
	const gids: string[] = [];
	for (const { member } of inProject) {
		if (!member) continue;
		if (member.resource_type !== 'team') gids.push(member.gid);
		else gids.push(...(await usersOfTeam(access, member.gid)));
	}
	const members = inWorkspace.flatMap(({ user, is_guest, is_active }): Member[] =>
		user ? [{ gid: user.gid, guest: is_guest === true, active: is_active !== false }] : [],
	);
	return selectCommanders({ inProject: gids, inWorkspace: members, account: place.accountGid });
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
