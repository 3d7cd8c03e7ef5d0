import test from 'ava';
import { startBoard } from '../../helpers/board.ts';

interface Member {
	readonly user: { readonly gid: string };
	readonly is_guest: boolean;
}

test('a guest is told apart from the members, in the workspace and in a team', async (t) => {
	await using host = await startBoard({ guest: true });
	const { guest, seeds } = host.board;
	if (guest === null) throw new Error('no guest');
	const path = `/workspaces/${host.workspace}/workspace_memberships?opt_fields=user.gid,is_guest`;
	const members = (await host.fetch('GET', path)).body.data as Member[];
	t.deepEqual(
		members.map(({ user, is_guest }) => [user.gid, is_guest]),
		[
			[seeds.person.gid, false],
			[seeds.bot.gid, false],
			[guest.gid, true],
		],
	);
	const team = await host.fetch('POST', '/teams', { name: 'Shop', organization: host.workspace });
	const { gid } = team.body.data as { gid: string };
	await host.fetch('POST', `/teams/${gid}/addUser`, { user: guest.gid });
	const inTeam = await host.fetch('GET', `/teams/${gid}/team_memberships?opt_fields=user.gid,is_guest`);
	t.deepEqual(
		(inTeam.body.data as Member[]).map(({ is_guest }) => is_guest),
		[false, true],
	);
});

test('what a guest does carries its gid, the same after a restart', async (t) => {
	await using host = await startBoard({ guest: true });
	const { board } = host;
	if (board.guest === null) throw new Error('no guest');
	const reply = await fetch(`${board.apiUrl}/tasks?opt_fields=created_by.gid`, {
		method: 'POST',
		headers: { authorization: `Bearer ${board.guest.token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ data: { name: 'Mine', workspace: host.workspace } }),
	});
	const { data } = (await reply.json()) as { data: { created_by: { gid: string } } };
	t.is(data.created_by.gid, board.guest.gid);
	const { guest } = board;
	await board[Symbol.asyncDispose]();
	await using again = await startBoard({ guest: true, directory: host.directory });
	t.deepEqual(again.board.guest, guest);
});
