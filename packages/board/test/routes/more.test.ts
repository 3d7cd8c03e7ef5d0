import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../helpers/board.ts';

test('a file is attached with the SDK, read back byte for byte, and deleted', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	const path = join(board.directory, 'log ü.txt');
	const content = 'line\n'.repeat(10_000);
	await writeFile(path, content);
	const attachments = new asana.AttachmentsApi(board.client);
	const { data } = await attachments.createAttachmentForObject({
		parent: task,
		// The SDK's types say text; a stream is what it takes.
		file: createReadStream(path) as unknown as string,
		name: 'log',
	});
	t.is(data.size, content.length);
	t.is(data.parent.gid, task);
	const response = await fetch(data.download_url);
	t.is(await response.text(), content);
	t.is(response.headers.get('content-type'), 'application/octet-stream');
	t.is((await fetch(`${data.download_url}0`)).status, 404);
	const external = await attachments.createAttachmentForObject({
		parent: task,
		resource_subtype: 'external',
		url: 'https://example.com/x',
		name: 'x',
	});
	t.is(external.data.view_url, 'https://example.com/x');
	const bytes = Buffer.from([0, 255, 10, 128]);
	const nameless = await attachments.createAttachmentForObject({
		parent: task,
		file: bytes as unknown as string,
		name: 'bytes.bin',
	});
	t.is(nameless.data.name, 'bytes.bin');
	t.deepEqual(Buffer.from(await (await fetch(nameless.data.download_url)).arrayBuffer()), bytes);
	t.is((await attachments.getAttachmentsForObject(task, {})).data.length, 3);
	await attachments.deleteAttachment(data.gid);
	t.is((await fetch(data.download_url)).status, 404);
});

test('a batch does up to ten things and answers each in its place', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const batch = new asana.BatchAPIApi(board.client);
	const actions = [
		{ relative_path: '/users/me', method: 'get', options: { fields: ['name'] } },
		{ relative_path: '/tasks', method: 'post', data: { name: 't', projects: [project] } },
		{ relative_path: '/tasks/1', method: 'delete' },
	];
	const { data } = await batch.createBatchRequest({ data: { actions } }, {});
	t.deepEqual(
		data.map(({ status_code }: { status_code: number }) => status_code),
		[200, 201, 404],
	);
	t.is(data[0].body.data.name, 'You');
	t.is((await board.fetch('POST', '/batch', { actions: Array(11).fill(actions[0]) })).status, 400);
});

test('a portfolio keeps its projects in order', async (t) => {
	await using board = await startBoard();
	const [one, two] = [await makeProject(board), await makeProject(board)];
	const portfolios = new asana.PortfoliosApi(board.client);
	const { gid } = (await portfolios.createPortfolio({ data: { workspace: board.workspace, name: 'P' } }, {}))
		.data;
	await portfolios.addItemForPortfolio({ data: { item: one.gid } }, gid);
	await portfolios.addItemForPortfolio({ data: { item: two.gid, insert_before: one.gid } }, gid);
	const items = async () =>
		(await portfolios.getItemsForPortfolio(gid, {})).data.map((item: { gid: string }) => item.gid);
	t.deepEqual(await items(), [two.gid, one.gid]);
	await portfolios.removeItemForPortfolio({ data: { item: two.gid } }, gid);
	t.deepEqual(await items(), [one.gid]);
	t.deepEqual((await portfolios.getPortfolios(board.workspace, { owner: 'me' })).data.length, 1);
});

test('members of a project are told by gid, and people can be invited', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const ann = (
		await board.fetch('POST', `/workspaces/${board.workspace}/addUser`, { user: 'ann@example.com' })
	).body.data;
	t.is(ann.name, 'ann');
	const memberships = new asana.MembershipsApi(board.client);
	await memberships.createMembership({
		body: { data: { parent: project, member: ann.gid, access_level: 'viewer' } },
	});
	const { data } = await memberships.getMemberships({
		parent: project,
		opt_fields: 'member.gid,access_level',
	});
	t.deepEqual(
		data.map((one: { member: { gid: string }; access_level: string }) => [one.member.gid, one.access_level]),
		[
			[board.board.seeds.person.gid, 'admin'],
			[ann.gid, 'viewer'],
		],
	);
	const { body } = await board.fetch('POST', '/tasks', {
		name: 't',
		projects: [project],
		assignee: 'ann@example.com',
	});
	t.is(body.data.assignee.gid, ann.gid);
});

test('tags, search and typeahead find tasks', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const tag = (await board.fetch('POST', '/tags', { workspace: board.workspace, name: 'urgent' })).body.data
		.gid;
	const task = (await board.fetch('POST', '/tasks', { name: '50% off', projects: [project], tags: [tag] }))
		.body.data.gid;
	await board.fetch('POST', '/tasks', { name: '500 off', projects: [project] });
	const gids = async (path: string) =>
		(await board.fetch('GET', path)).body.data.map(({ gid }: { gid: string }) => gid);
	t.deepEqual(await gids(`/tags/${tag}/tasks`), [task]);
	t.deepEqual(await gids(`/workspaces/${board.workspace}/tasks/search?text=50%25&projects.any=${project}`), [
		task,
	]);
	t.deepEqual(await gids(`/workspaces/${board.workspace}/typeahead?resource_type=task&query=50%25`), [task]);
	await board.fetch('POST', `/tasks/${task}/removeTag`, { tag });
	t.deepEqual(await gids(`/tasks/${task}/tags`), []);
});

test("what clients of the first version call still works: a workspace's tasks and a project's statuses", async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const made = await board.fetch('POST', `/workspaces/${board.workspace}/tasks`, {
		name: 'old',
		projects: [project],
	});
	t.is(made.status, 201);
	t.is(made.body.data.workspace.gid, board.workspace);
	const statuses = `/projects/${project}/project_statuses`;
	t.is((await board.fetch('POST', statuses, { text: 'late', color: 'purple' })).status, 400);
	const status = await board.fetch('POST', statuses, { text: 'late', color: 'red' });
	t.like(status.body.data, { resource_type: 'project_status', color: 'red', text: 'late' });
	const newer = await board.fetch('GET', `/status_updates?parent=${project}&opt_fields=status_type`);
	t.is(newer.body.data[0].status_type, 'off_track', 'both views show one record');
	await board.fetch('DELETE', `/project_statuses/${status.body.data.gid}`);
	t.deepEqual((await board.fetch('GET', statuses)).body.data, []);
});
