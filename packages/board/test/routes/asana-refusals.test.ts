import test from 'ava';
import { makeProject, startBoard } from '../helpers/board.ts';

test('a section is moved beside another one, or not at all', async (t) => {
	await using board = await startBoard();
	const { gid, sections } = await makeProject(board);
	const insert = (data: object) =>
		board.fetch('POST', `/projects/${gid}/sections/insert`, { section: sections[0], ...data });
	t.is((await insert({})).status, 400);
	t.is((await insert({ before_section: null })).status, 400);
	t.is((await insert({ after_section: sections[2] })).status, 200);
	const { body } = await board.fetch('GET', `/projects/${gid}/sections`);
	t.deepEqual(
		body.data.map(({ name }: { name: string }) => name),
		['Untitled section', 'Doing', 'Done', 'To do'],
	);
});

test('a batch needs actions, and a bad one is refused alone', async (t) => {
	await using board = await startBoard();
	for (const actions of [undefined, null, [], 'x', {}])
		t.is((await board.fetch('POST', '/batch', { actions })).status, 400, JSON.stringify(actions));
	const { status, body } = await board.fetch('POST', '/batch', {
		actions: [
			{ relative_path: '/users/me', method: 'GET' },
			{ relative_path: '/users/me' },
			{ method: 'get' },
			{ relative_path: 'users/me', method: 'get' },
			{ relative_path: '/users/me', method: 'dance' },
			{ relative_path: '/users/me', method: 'patch' },
			{ relative_path: '/batch', method: 'post', data: {} },
			'nothing',
		],
	});
	t.is(status, 200);
	const codes = body.data.map(({ status_code }: { status_code: number }) => status_code);
	t.deepEqual(codes, [200, 400, 400, 400, 400, 404, 400, 400]);
	t.is(body.data[1].body.errors[0].message, 'method: Missing input');
	const named = await board.fetch('POST', '/batch?opt_fields=status_code', {
		actions: [{ relative_path: '/users/me', method: 'get' }],
	});
	t.deepEqual(named.body.data, [{ status_code: 200 }]);
});

test('a name that was URL-encoded to travel is kept as it was meant', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/tasks', { name: 't', projects: [project] });
	const attach = async (name: string) => {
		const form = new FormData();
		form.set('parent', body.data.gid);
		form.set('file', new Blob(['x']), name);
		const reply = await fetch(`${board.board.apiUrl}/attachments`, {
			method: 'POST',
			headers: { authorization: `Bearer ${board.board.seeds.person.token}` },
			body: form,
		});
		return ((await reply.json()) as { data: { name: string } }).data.name;
	};
	t.is(await attach('r%C3%A9sum%C3%A9.pdf'), 'résumé.pdf');
	t.is(await attach('100% done.txt'), '100% done.txt');
	t.is(await attach('résumé.pdf'), 'résumé.pdf');
});

test('a mention becomes a link with a name, and its address in plain text', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board, []);
	const { body: task } = await board.fetch('POST', '/tasks', { name: 'A & B', projects: [project] });
	const { person } = board.board.seeds;
	const say = async (html_text: string) =>
		(
			await board.fetch('POST', `/tasks/${task.data.gid}/stories?opt_fields=text,html_text`, {
				html_text,
			})
		).body.data;
	const user = await say(`<body>Hi <a data-asana-gid="${person.gid}"/>, look</body>`);
	const url = `${board.board.url}/#user-${person.gid}`;
	t.is(
		user.html_text,
		`<body>Hi <a href="${url}" data-asana-gid="${person.gid}" data-asana-accessible="true" data-asana-type="user" data-asana-dynamic="true">@You</a>, look</body>`,
	);
	t.is(user.text, `Hi ${url}, look`);
	const card = await say(`<body><a data-asana-gid="${task.data.gid}"></a></body>`);
	t.regex(card.html_text, /data-asana-type="task" data-asana-dynamic="true">A &amp; B<\/a>/);
	const own = await say(`<body><a data-asana-gid="${task.data.gid}">this one</a></body>`);
	t.regex(own.html_text, /data-asana-dynamic="false">this one<\/a>/);
	const nobody = await say('<body><a data-asana-gid="1"/></body>');
	t.regex(nobody.html_text, /data-asana-accessible="false" data-asana-dynamic="true">Private Link</);
});

test('opt_fields takes this and groups', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/tasks', { name: 't', projects: [project], assignee: 'me' });
	const read = async (fields: string) =>
		(await board.fetch('GET', `/tasks/${body.data.gid}?opt_fields=${encodeURIComponent(fields)}`)).body.data;
	t.deepEqual(Object.keys(await read('this.name,this.completed')), ['gid', 'name', 'completed']);
	const both = await read('(assignee|created_by).name');
	t.like(both, { assignee: { name: 'You' }, created_by: { name: 'You' } });
	t.deepEqual(Object.keys(await read('this.(name|notes)')), ['gid', 'name', 'notes']);
	t.like(await read('(this|assignee).name'), { name: 't', assignee: { name: 'You' } });
});
