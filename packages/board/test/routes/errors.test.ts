import test from 'ava';
import { makeProject, startBoard } from '../helpers/board.ts';

const help =
	'For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors';

test('refusals have the status and words of Asana', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	const field = (
		await board.fetch('POST', '/custom_fields', {
			workspace: board.workspace,
			name: 'F',
			resource_subtype: 'text',
		})
	).body.data.gid;
	const none = '9999999999999999';
	const cases: readonly [method: string, path: string, data: unknown, status: number, message: string][] = [
		['GET', '/nothing', undefined, 404, 'No matching route for request'],
		['PATCH', `/tasks/${task}`, undefined, 404, 'No matching route for request'],
		['GET', '/tasks/abc', undefined, 400, 'task: Not a recognized ID: abc'],
		['GET', `/tasks/${none}`, undefined, 404, `task: Unknown object: ${none}`],
		['GET', `/tasks/${project}`, undefined, 404, `task: Unknown object: ${project}`],
		[
			'GET',
			'/tasks',
			undefined,
			400,
			'Must specify exactly one of project, tag, section, user task list, or assignee + workspace',
		],
		[
			'GET',
			`/tasks?project=${project}&section=${sections[0]}`,
			undefined,
			400,
			'Must specify exactly one of project, tag, section, user task list, or assignee + workspace',
		],
		['GET', `/tasks?project=${project}&limit=101`, undefined, 400, 'limit: Must be between 1 and 100'],
		['GET', '/events', undefined, 400, 'resource: Missing input'],
		['GET', `/events?resource=${none}`, undefined, 404, `resource: Unknown object: ${none}`],
		['POST', '/projects', { workspace: board.workspace }, 400, 'name: Missing input'],
		['POST', '/projects', { name: 'x' }, 400, 'workspace: Missing input'],
		['POST', `/sections/${sections[0]}/addTask`, {}, 400, 'task: Missing input'],
		['POST', `/sections/${sections[0]}/addTask`, { task: none }, 400, `task: Unknown object: ${none}`],
		['POST', `/sections/${sections[0]}/addTask`, { task: 12 }, 400, 'task: Not a valid GID type: number'],
		['PUT', `/tasks/${task}`, { projects: [project] }, 400, 'projects: Cannot write this property'],
		['PUT', `/tasks/${task}`, { assignee: 'nobody' }, 400, 'assignee: Not a recognized ID: nobody'],
		[
			'PUT',
			`/tasks/${task}`,
			{ custom_fields: { [field]: 'x' } },
			400,
			`Custom field with ID ${field} is not on given object`,
		],
		['PUT', `/tasks/${task}`, { due_on: '2026-02-30' }, 400, 'due_on: Not a valid date: 2026-02-30'],
		['POST', `/tasks/${task}/stories`, {}, 400, 'text: Missing input'],
		['POST', `/tasks/${task}/stories`, { html_text: 'no body' }, 400, 'html_text: XML is invalid'],
		['DELETE', `/sections/${sections[0]}`, undefined, 200, ''],
	];
	for (const [method, path, data, status, message] of cases) {
		const reply = await board.fetch(method, path, data);
		t.is(reply.status, status, `${method} ${path}`);
		t.deepEqual(
			reply.body,
			status === 200 ? { data: {} } : { errors: [{ message, help }] },
			`${method} ${path}`,
		);
	}
});

test('without a good token nothing is told', async (t) => {
	await using board = await startBoard();
	for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
		const reply = await fetch(`${board.board.apiUrl}/users/me`, { headers });
		t.is(reply.status, 401);
		t.deepEqual(await reply.json(), { errors: [{ message: 'Not Authorized', help }] });
	}
});

test('what is no JSON, or has no data, is refused', async (t) => {
	await using board = await startBoard();
	const send = async (body: string): Promise<number> => {
		const headers = {
			authorization: `Bearer ${board.board.seeds.person.token}`,
			'content-type': 'application/json',
		};
		return (await fetch(`${board.board.apiUrl}/tasks`, { method: 'POST', headers, body })).status;
	};
	t.is(await send('{'), 400);
	t.is(await send('[]'), 400);
	t.is(await send('{"data":[]}'), 400);
	t.is(await send(''), 400);
});

test('an address that cannot be read is refused in the same form', async (t) => {
	await using board = await startBoard();
	const reply = await board.fetch('GET', '/tasks/%zz');
	t.is(reply.status, 400);
	t.is(reply.body.errors.length, 1);
});

test('a form is understood as older clients send it', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const headers = { authorization: `Bearer ${board.board.seeds.person.token}` };
	const body = new URLSearchParams({ name: 'from a form', projects: project, opt_fields: 'name' });
	const response = await fetch(`${board.board.apiUrl}/tasks`, { method: 'POST', headers, body });
	t.is(response.status, 201);
	const { data } = (await response.json()) as { data: { gid: string } };
	t.deepEqual(data, { gid: data.gid, name: 'from a form' } as { gid: string });
	t.is(response.headers.get('location'), `${board.board.apiUrl}/tasks/${data.gid}`);
});

test('a section with cards stays, and so does the last one', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board, ['only']);
	const all = (await board.fetch('GET', `/projects/${project}/sections`)).body.data;
	t.deepEqual(
		all.map(({ name }: { name: string }) => name),
		['Untitled section', 'only'],
	);
	await board.fetch('POST', '/tasks', { name: 't', memberships: [{ project, section: sections[0] }] });
	t.is((await board.fetch('DELETE', `/sections/${sections[0]}`)).status, 400);
	t.is((await board.fetch('DELETE', `/sections/${all[0].gid}`)).status, 200);
	const tasks = (await board.fetch('GET', `/sections/${sections[0]}/tasks`)).body.data;
	await board.fetch('DELETE', `/tasks/${tasks[0].gid}`);
	t.is((await board.fetch('DELETE', `/sections/${sections[0]}`)).status, 400);
});

test('answers are laid out when asked', async (t) => {
	await using board = await startBoard();
	const headers = { authorization: `Bearer ${board.board.seeds.person.token}` };
	const pretty = await (await fetch(`${board.board.apiUrl}/users/me?opt_pretty`, { headers })).text();
	t.true(pretty.startsWith('{\n  "data"'));
});

test('a field that only objects in general have is no field', async (t) => {
	await using board = await startBoard();
	for (const name of ['__proto__', 'constructor', 'toString']) {
		const { status, body } = await board.fetch('GET', `/users/me?opt_fields=${name}`);

		t.is(status, 200);
		t.deepEqual(Object.keys(body.data), ['gid']);
	}
});
