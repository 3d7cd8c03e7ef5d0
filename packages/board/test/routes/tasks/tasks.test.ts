import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../../helpers/board.ts';

const names = (answer: { data: readonly { name: string }[] }): string[] =>
	answer.data.map(({ name }) => name);

test('the SDK creates, reads, updates and deletes a task', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const tasks = new asana.TasksApi(board.client);
	const { data } = await tasks.createTask(
		{ data: { name: 'One', notes: 'a < b', memberships: [{ project, section: sections[1] }] } },
		{},
	);
	t.regex(data.gid, /^\d{16}$/);
	t.is(data.memberships[0].section.name, 'Doing');
	t.is(data.workspace.gid, board.workspace);

	const updated = await tasks.updateTask(
		{ data: { name: 'Two', completed: true, assignee: 'me', due_on: '2026-12-24' } },
		data.gid,
		{ opt_fields: 'name,completed,completed_by.name,assignee,html_notes' },
	);
	t.deepEqual(updated.data, {
		gid: data.gid,
		name: 'Two',
		completed: true,
		completed_by: { gid: board.board.seeds.person.gid, name: 'You' },
		assignee: { gid: board.board.seeds.person.gid, resource_type: 'user' },
		html_notes: '<body>a &lt; b</body>',
	});
	await tasks.deleteTask(data.gid);
	const error = await t.throwsAsync<
		Error & { status: number; response: { body: { errors: { message: string }[] } } }
	>(() => tasks.getTask(data.gid, {}));
	t.is(error?.status, 404);
	t.is(error?.response.body.errors[0]?.message, `task: Not a recognized ID: ${data.gid}`);
});

test('a task is in one section of a project, at the top by default', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const tasks = new asana.TasksApi(board.client);
	const move = (section: string, task: string, place = {}) =>
		new asana.SectionsApi(board.client).addTaskForSection(section, { body: { data: { task, ...place } } });
	const made: string[] = [];
	for (const name of ['a', 'b', 'c'])
		made.push((await tasks.createTask({ data: { name, projects: [project] } }, {})).data.gid);
	for (const gid of made) await move(sections[2], gid);
	t.deepEqual(names(await tasks.getTasksForSection(sections[2], {})), ['c', 'b', 'a']);
	await move(sections[2], made[2] ?? '', { insert_after: made[0] });
	t.deepEqual(names(await tasks.getTasksForSection(sections[2], {})), ['b', 'a', 'c']);
	await move(sections[2], made[2] ?? '', { insert_before: made[0] });
	t.deepEqual(names(await tasks.getTasks({ project })), ['b', 'c', 'a']);
	await move(sections[0], made[1] ?? '');
	t.deepEqual(names(await tasks.getTasks({ project })), ['b', 'c', 'a']);
	const { data } = await tasks.getTask(made[1] ?? '', { opt_fields: 'memberships.section.name' });
	t.deepEqual(data.memberships, [{ section: { gid: sections[0], name: 'To do' } }]);
	await tasks.addProjectForTask(
		{ data: { project, section: sections[2], insert_after: null } },
		made[1] ?? '',
	);
	t.deepEqual(names(await tasks.getTasksForSection(sections[2], {})), ['b', 'c', 'a']);
	await tasks.removeProjectForTask({ data: { project } }, made[1] ?? '');
	t.deepEqual(names(await tasks.getTasks({ project })), ['c', 'a']);
});

test('places hold however often something is put between the same two', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const add = async (name: string): Promise<string> =>
		(await board.fetch('POST', '/tasks', { name, memberships: [{ project, section: sections[0] }] })).body
			.data.gid;
	const first = await add('first');
	const others = await Promise.all(['x', 'y'].map(add));
	for (let turn = 0; turn < 70; turn++) {
		const task = others[turn % 2];
		const { status } = await board.fetch('POST', `/sections/${sections[0]}/addTask`, {
			task,
			insert_after: first,
		});
		if (status !== 200) t.fail(`turn ${turn}: ${status}`);
	}
	t.deepEqual(names((await board.fetch('GET', `/sections/${sections[0]}/tasks`)).body), ['first', 'y', 'x']);
});

test('pages follow each other with the SDK', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	for (let index = 0; index < 7; index++)
		await board.fetch('POST', '/tasks', { name: `t${index}`, projects: [project] });
	board.client.RETURN_COLLECTION = true;
	let page = await new asana.TasksApi(board.client).getTasks({ project, limit: 3, opt_fields: 'name' });
	const seen: string[] = [];
	while (page.data) {
		seen.push(...names(page));
		page = await page.nextPage();
	}
	t.deepEqual(seen, ['t0', 't1', 't2', 't3', 't4', 't5', 't6']);
	const { body } = await board.fetch('GET', `/tasks?project=${project}&limit=3`);
	t.is(body.next_page.path, `/tasks?project=${project}&limit=3&offset=${body.next_page.offset}`);
	t.is(body.next_page.uri, `${board.board.apiUrl}${body.next_page.path}`);
});

test('lists leave out what was completed or not modified', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const tasks = new asana.TasksApi(board.client);
	const old = (await tasks.createTask({ data: { name: 'old', projects: [project] } }, {})).data;
	await tasks.updateTask({ data: { completed: true } }, old.gid, {});
	const { data } = await tasks.createTask({ data: { name: 'new', projects: [project] } }, {});
	t.deepEqual(names(await tasks.getTasks({ project, completed_since: 'now' })), ['new']);
	t.deepEqual(names(await tasks.getTasks({ project, completed_since: '2020-01-01T00:00:00Z' })), [
		'old',
		'new',
	]);
	t.deepEqual(names(await tasks.getTasks({ project, modified_since: data.created_at })), ['new']);
	t.deepEqual(names(await tasks.getTasks({ project, modified_since: '2099-01-01' })), []);
});

test('a subtask has a parent and no place on the board', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const tasks = new asana.TasksApi(board.client);
	const parent = (await tasks.createTask({ data: { name: 'parent', projects: [project] } }, {})).data.gid;
	const first = (await tasks.createSubtaskForTask({ data: { name: 'first' } }, parent, {})).data.gid;
	const second = (await tasks.createTask({ data: { name: 'second', parent } }, {})).data;
	t.deepEqual(second.memberships, []);
	t.is(second.parent.gid, parent);
	t.deepEqual(names(await tasks.getSubtasksForTask(parent, {})), ['first', 'second']);
	await tasks.setParentForTask({ data: { parent, insert_before: first } }, second.gid, {});
	t.deepEqual(names(await tasks.getSubtasksForTask(parent, {})), ['second', 'first']);
	t.deepEqual(names(await tasks.getTasks({ project })), ['parent']);
	t.is((await tasks.getTask(parent, { opt_fields: 'num_subtasks' })).data.num_subtasks, 2);
	const loop = await board.fetch('POST', `/tasks/${parent}/setParent`, { parent: first });
	t.is(loop.status, 400);
	await tasks.deleteTask(parent);
	t.is((await board.fetch('GET', `/tasks/${first}`)).status, 404);
});

test('dependencies go both ways, never in a circle, thirty at most', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const make = async (name: string): Promise<string> =>
		(await board.fetch('POST', '/tasks', { name, projects: [project] })).body.data.gid;
	const tasks = new asana.TasksApi(board.client);
	const one = await make('one');
	const two = await make('two');
	await tasks.addDependenciesForTask({ data: { dependencies: [two] } }, one);
	t.deepEqual(names(await tasks.getDependenciesForTask(one, {})), ['two']);
	t.deepEqual(names(await tasks.getDependentsForTask(two, {})), ['one']);
	const { data } = await tasks.getTask(one, { opt_fields: 'dependencies' });
	t.deepEqual(data.dependencies, [{ gid: two, resource_type: 'task' }]);
	t.is((await board.fetch('POST', `/tasks/${two}/addDependencies`, { dependencies: [one] })).status, 400);
	const many = await Promise.all(Array.from({ length: 30 }, (_, index) => make(`m${index}`)));
	t.is((await board.fetch('POST', `/tasks/${one}/addDependencies`, { dependencies: many })).status, 400);
	t.deepEqual(names(await tasks.getDependenciesForTask(one, {})), ['two']);
	t.is(
		(await board.fetch('POST', `/tasks/${one}/addDependencies`, { dependencies: many.slice(1) })).status,
		200,
	);
	await tasks.removeDependenciesForTask({ data: { dependencies: [two] } }, one);
	t.deepEqual((await tasks.getDependentsForTask(two, {})).data, []);
});

test('approval and completion move together', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/tasks', {
		name: 'a',
		projects: [project],
		resource_subtype: 'approval',
	});
	const { gid } = body.data;
	t.is(body.data.approval_status, 'pending');
	const put = async (data: object) =>
		(await board.fetch('PUT', `/tasks/${gid}?opt_fields=completed,approval_status`, data)).body.data;
	t.deepEqual(await put({ approval_status: 'changes_requested' }), {
		gid,
		completed: true,
		approval_status: 'changes_requested',
	});
	t.deepEqual(await put({ approval_status: 'pending' }), {
		gid,
		completed: false,
		approval_status: 'pending',
	});
	t.deepEqual(await put({ completed: true }), { gid, completed: true, approval_status: 'approved' });
});

test('a copy of a task takes what is asked for and the job tells which it is', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/tasks', {
		name: 'a',
		notes: 'n',
		projects: [project],
		assignee: 'me',
	});
	await board.fetch('POST', `/tasks/${body.data.gid}/subtasks`, { name: 'child' });
	const job = await new asana.TasksApi(board.client).duplicateTask(
		{ data: { name: 'b', include: ['notes', 'subtasks', 'projects'] } },
		body.data.gid,
		{},
	);
	t.is(job.data.status, 'succeeded');
	const copy = (
		await board.fetch(
			'GET',
			`/tasks/${job.data.new_task.gid}?opt_fields=name,notes,num_subtasks,assignee,projects`,
		)
	).body.data;
	t.deepEqual(copy, {
		gid: job.data.new_task.gid,
		name: 'b',
		notes: 'n',
		num_subtasks: 1,
		assignee: null,
		projects: [{ gid: project, resource_type: 'project' }],
	});
});
