import { createServer } from 'node:http';
import test from 'ava';
import { makeProject, startBoard } from './helpers/board.ts';
import type { Reply, TestBoard } from './helpers/board.ts';
import { loadContract } from './helpers/contract.ts';

const contract = await loadContract();
const checked = contract ? test : test.skip;
if (!contract)
	test.skip('the contract with Asana: AEGIS_ASANA_OAS names its OpenAPI description', (t) => t.fail());

type Send = (method: string, path: string, data?: unknown) => Promise<Reply['body']>;

/** Sends like a client and collects everything the description does not allow. */
function sender(board: TestBoard, wrong: string[]): Send {
	return async (method, path, data) => {
		const reply = await board.fetch(method, path, data);
		if (reply.status >= 400) wrong.push(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
		wrong.push(...(contract?.check(method, path, reply.status, reply.body) ?? []));
		return reply.body;
	};
}

checked('people, projects and sections keep to the description', async (t) => {
	await using board = await startBoard();
	const wrong: string[] = [];
	const send = sender(board, wrong);
	const w = board.workspace;
	await send('GET', '/users/me');
	await send('GET', '/users?limit=1');
	await send('GET', `/workspaces/${w}`);
	await send('GET', '/workspaces');
	await send('PUT', `/workspaces/${w}`, { name: 'Renamed' });
	await send('GET', `/workspaces/${w}/users`);
	const list = await send('GET', `/users/me/user_task_list?workspace=${w}`);
	await send('GET', `/user_task_lists/${list.data.gid}`);
	await send('GET', `/user_task_lists/${list.data.gid}/tasks`);
	await send('GET', `/workspaces/${w}/workspace_memberships`);
	await send('GET', `/workspace_memberships/${board.board.seeds.person.gid}`);
	const other = await send('POST', `/workspaces/${w}/addUser`, { user: 'ann@example.com' });
	const team = await send('POST', '/teams', { name: 'Team', organization: w });
	await send('GET', `/teams/${team.data.gid}`);
	await send('GET', `/workspaces/${w}/teams`);
	await send('POST', `/teams/${team.data.gid}/addUser`, { user: other.data.gid });
	await send('GET', `/teams/${team.data.gid}/team_memberships`);

	const project = await send('POST', '/projects', {
		name: 'P',
		workspace: w,
		default_view: 'board',
		html_notes: '<body>hi</body>',
	});
	const p = project.data.gid;
	await send('PUT', `/projects/${p}`, {
		name: 'Q',
		archived: false,
		color: 'dark-blue',
		due_on: '2026-12-01',
	});
	await send('GET', `/projects/${p}`);
	await send('GET', `/projects?workspace=${w}&limit=1`);
	const section = await send('POST', `/projects/${p}/sections`, { name: 'S' });
	const sections = await send('GET', `/projects/${p}/sections`);
	await send('POST', `/projects/${p}/sections/insert`, {
		section: section.data.gid,
		before_section: sections.data[0].gid,
	});
	await send('PUT', `/sections/${section.data.gid}`, { name: 'T' });
	await send('GET', `/sections/${section.data.gid}`);
	await send('DELETE', `/sections/${section.data.gid}`);
	await send('GET', `/projects/${p}/task_counts?opt_fields=num_tasks,num_incomplete_tasks`);
	const membership = await send('POST', '/memberships', {
		parent: p,
		member: other.data.gid,
		access_level: 'editor',
	});
	await send('GET', `/memberships?parent=${p}`);
	await send('GET', `/memberships/${membership.data.gid}`);
	await send('GET', `/projects/${p}/project_memberships`);
	await send('GET', `/project_memberships/${membership.data.gid}`);
	await send('POST', `/projects/${p}/addFollowers`, { followers: other.data.gid });
	const status = await send('POST', '/status_updates', { parent: p, text: 'fine', status_type: 'on_track' });
	await send('GET', `/status_updates/${status.data.gid}`);
	await send('GET', `/status_updates?parent=${p}`);
	const older = await send('POST', `/projects/${p}/project_statuses`, { text: 'slow', color: 'yellow' });
	await send('GET', `/project_statuses/${older.data.gid}`);
	await send('GET', `/projects/${p}/project_statuses`);
	await send('DELETE', `/project_statuses/${older.data.gid}`);
	await send('GET', `/projects/${p}`);
	const job = await send('POST', `/projects/${p}/duplicate`, { name: 'Copy' });
	await send('GET', `/jobs/${job.data.gid}`);
	const portfolio = await send('POST', '/portfolios', { workspace: w, name: 'All', color: 'light-red' });
	await send('POST', `/portfolios/${portfolio.data.gid}/addItem`, { item: p });
	await send('GET', `/portfolios/${portfolio.data.gid}/items`);
	await send('GET', `/portfolios?workspace=${w}&owner=me`);
	await send('GET', `/portfolios/${portfolio.data.gid}`);
	await send('GET', `/workspaces/${w}/typeahead?resource_type=project&query=q`);
	await send('DELETE', `/projects/${p}`);
	t.deepEqual(wrong, []);
});

checked('tasks, stories, fields and events keep to the description', async (t) => {
	await using board = await startBoard();
	const wrong: string[] = [];
	const send = sender(board, wrong);
	const w = board.workspace;
	const { gid: p, sections } = await makeProject(board);
	const field = await send('POST', '/custom_fields', {
		workspace: w,
		name: 'Agent',
		resource_subtype: 'enum',
		enum_options: [{ name: 'A' }, { name: 'B' }],
	});
	const cost = await send('POST', '/custom_fields', {
		workspace: w,
		name: 'Cost',
		resource_subtype: 'number',
		precision: 2,
	});
	const note = await send('POST', '/custom_fields', {
		workspace: w,
		name: 'Reason',
		resource_subtype: 'text',
	});
	for (const { data } of [field, cost, note])
		await send('POST', `/projects/${p}/addCustomFieldSetting`, {
			custom_field: data.gid,
			is_important: true,
		});
	await send('GET', `/projects/${p}/custom_field_settings`);
	await send('GET', `/workspaces/${w}/custom_fields`);
	await send('GET', `/custom_fields/${field.data.gid}`);
	await send('PUT', `/custom_fields/${field.data.gid}`, { description: 'who' });
	const option = await send('POST', `/custom_fields/${field.data.gid}/enum_options`, { name: 'C' });
	await send('PUT', `/enum_options/${option.data.gid}`, { enabled: false });
	await send('POST', `/custom_fields/${field.data.gid}/enum_options/insert`, {
		enum_option: option.data.gid,
		before_enum_option: field.data.enum_options[0].gid,
	});

	const sync = (await board.fetch('GET', `/events?resource=${p}`)).body.sync;
	const task = await send('POST', '/tasks', { name: 'T', projects: [p], notes: 'n' });
	const g = task.data.gid;
	const values = {
		[field.data.gid]: field.data.enum_options[0].gid,
		[cost.data.gid]: 1.5,
		[note.data.gid]: 'because',
	};
	await send('PUT', `/tasks/${g}`, {
		custom_fields: values,
		assignee: 'me',
		completed: true,
		due_on: '2026-12-24',
		name: 'U',
	});
	await send('PUT', `/tasks/${g}`, {
		custom_fields: { [cost.data.gid]: null },
		completed: false,
		assignee: null,
	});
	await send('POST', `/sections/${sections[1]}/addTask`, { task: g });
	const second = await send('POST', '/tasks', {
		name: 'V',
		memberships: [{ project: p, section: sections[0] }],
		resource_subtype: 'approval',
	});
	await send('PUT', `/tasks/${second.data.gid}`, { approval_status: 'changes_requested' });
	await send('POST', `/tasks/${g}/addDependencies`, { dependencies: [second.data.gid] });
	await send('GET', `/tasks/${g}/dependencies`);
	await send('GET', `/tasks/${second.data.gid}/dependents`);
	await send(
		'GET',
		`/tasks/${g}?opt_fields=dependencies,dependents,num_subtasks,html_notes,created_by,assigned_by`,
	);
	const child = await send('POST', `/tasks/${g}/subtasks`, { name: 'child' });
	await send('GET', `/tasks/${g}/subtasks`);
	await send('POST', `/tasks/${child.data.gid}/setParent`, { parent: null });
	const tag = await send('POST', '/tags', { workspace: w, name: 'tag', color: 'dark-red' });
	await send('POST', `/tasks/${g}/addTag`, { tag: tag.data.gid });
	await send('GET', `/tags/${tag.data.gid}`);
	await send('GET', `/tags/${tag.data.gid}/tasks`);
	await send('GET', `/tasks/${g}/tags`);
	await send('POST', `/tasks/${g}/addFollowers`, { followers: [board.board.seeds.bot.gid] });
	const comment = await send('POST', `/tasks/${g}/stories`, {
		html_text: '<body>a <strong>b</strong></body>',
		is_pinned: true,
	});
	await send('PUT', `/stories/${comment.data.gid}`, { text: 'c' });
	const stories = await send('GET', `/tasks/${g}/stories`);
	for (const story of stories.data) await send('GET', `/stories/${story.gid}`);
	const file = await send('POST', '/attachments', {
		parent: g,
		resource_subtype: 'external',
		url: 'https://example.com/a',
		name: 'a',
	});
	await send('GET', `/attachments/${file.data.gid}`);
	await send('GET', `/attachments?parent=${g}`);
	for (const path of [
		`/tasks/${g}`,
		`/tasks?project=${p}&limit=1`,
		`/projects/${p}/tasks`,
		`/sections/${sections[1]}/tasks`,
		`/tasks/${g}/projects`,
	])
		await send('GET', path);
	await send('GET', `/workspaces/${w}/tasks/search?text=U`);
	await send('POST', `/tasks/${g}/duplicate`, { name: 'copy', include: ['notes', 'subtasks'] });
	await send('POST', '/batch', {
		actions: [{ relative_path: `/tasks/${g}`, method: 'get', options: { fields: ['name'] } }],
	});
	await send('DELETE', `/stories/${comment.data.gid}`);
	await send('DELETE', `/tasks/${child.data.gid}`);
	await send('GET', `/events?resource=${p}&sync=${sync}`);

	await using receiver = createServer((request, response) => {
		response.writeHead(200, { 'x-hook-secret': request.headers['x-hook-secret'] ?? '' }).end();
	});
	await new Promise<void>((resolve) => {
		receiver.listen(0, '127.0.0.1', resolve);
	});
	const address = receiver.address();
	const port = typeof address === 'object' ? address?.port : 0;
	const webhook = await send('POST', '/webhooks', {
		resource: p,
		target: `http://127.0.0.1:${port}/`,
		filters: [{ resource_type: 'task' }],
	});
	await send('GET', `/webhooks/${webhook.data.gid}`);
	await send('GET', `/webhooks?workspace=${w}`);
	await send('PUT', `/webhooks/${webhook.data.gid}`, { filters: [] });
	await send('DELETE', `/webhooks/${webhook.data.gid}`);
	receiver.closeAllConnections();
	t.deepEqual(wrong, []);
	t.true((contract?.checked.size ?? 0) > 40);
});
