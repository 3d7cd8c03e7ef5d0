import { MembershipsApi } from 'asana/dist/api/MembershipsApi.js';
import { PortfoliosApi } from 'asana/dist/api/PortfoliosApi.js';
import { UsersApi } from 'asana/dist/api/UsersApi.js';
import { WorkspaceMembershipsApi } from 'asana/dist/api/WorkspaceMembershipsApi.js';
import { z } from 'zod';
import type { Connection } from './connection.ts';
import type { Answer } from './failure.ts';
import { readAll } from './reads.ts';
import { Created } from './responses.ts';

const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

const Item = z.object({
	gid: z.string().min(1),
	name: text,
	notes: text,
	resource_type: text,
	workspace: Created.nullish(),
});
const Member = z.object({ member: z.object({ gid: z.string(), resource_type: text }).nullish() });
const WorkspaceMember = z.object({
	user: z.object({ gid: z.string() }).nullish(),
	is_guest: z.boolean().nullish(),
	is_active: z.boolean().nullish(),
});

/** A project in a portfolio. `notes` is its description as plain text. */
export interface PortfolioItem {
	readonly gid: string;
	readonly name: string;
	readonly notes: string;
	readonly workspaceGid: string | null;
}

/** What is asked about a portfolio and the people of its projects. */
export class PortfolioCalls {
	readonly #connection: Connection;

	constructor(connection: Connection) {
		this.#connection = connection;
	}

	/** The projects in it; portfolios within the portfolio are left out. */
	async items(portfolioGid: string): Promise<Answer<PortfolioItem[]>> {
		const api = new PortfoliosApi(this.#connection.client);
		const answer = await readAll(this.#connection, Item, (paging) =>
			api.getItemsForPortfolio(portfolioGid, {
				opt_fields: 'name,notes,resource_type,workspace.gid',
				...paging,
			}),
		);
		if (!answer.ok) return answer;
		const value = answer.value
			.filter((item) => item.resource_type === '' || item.resource_type === 'project')
			.map(({ gid, name, notes, workspace }) => ({
				gid,
				name,
				notes,
				workspaceGid: workspace?.gid ?? null,
			}));
		return { ok: true, value };
	}

	/** The users of a project who are no guests of its workspace: those of its teams too, and the token's own. */
	async members({ gid, workspaceGid }: PortfolioItem): Promise<Answer<string[]>> {
		const { client } = this.#connection;
		const members = await readAll(this.#connection, Member, (paging) =>
			new MembershipsApi(client).getMemberships({
				parent: gid,
				opt_fields: 'member.gid,member.resource_type',
				...paging,
			}),
		);
		if (!members.ok) return members;
		const people = await readAll(this.#connection, WorkspaceMember, (paging) =>
			new WorkspaceMembershipsApi(client).getWorkspaceMembershipsForWorkspace(workspaceGid ?? '', {
				opt_fields: 'user.gid,is_guest,is_active',
				...paging,
			}),
		);
		if (!people.ok) return people;
		const users = new UsersApi(client);
		const me = await this.#connection.read(z.object({ data: Created }), () => users.getUser('me', {}));
		if (!me.ok) return me;
		const gids = new Set<string>();
		for (const { member } of members.value) {
			if (!member) continue;
			if (member.resource_type !== 'team') gids.add(member.gid);
			else {
				const team = await readAll(this.#connection, Created, () => users.getUsersForTeam(member.gid, {}));
				if (!team.ok) return team;
				for (const user of team.value) gids.add(user.gid);
			}
		}
		const own = people.value.flatMap(({ user, is_guest, is_active }) =>
			user && is_guest !== true && is_active !== false ? [user.gid] : [],
		);
		return {
			ok: true,
			value: [...new Set([...own.filter((user) => gids.has(user)), me.value.data.gid])].toSorted(),
		};
	}
}
