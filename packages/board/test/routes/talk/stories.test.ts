import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../../helpers/board.ts';

test('a comment is written plain or rich and read both ways', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	const stories = new asana.StoriesApi(board.bot);
	const rich = await stories.createStoryForTask(
		{ data: { html_text: '<body>done: <strong>yes</strong> &amp; more</body>' } },
		task,
		{ opt_fields: 'text,html_text,type,resource_subtype,created_by.name,target' },
	);
	t.deepEqual(rich.data, {
		gid: rich.data.gid,
		text: 'done: yes & more',
		html_text: '<body>done: <strong>yes</strong> &amp; more</body>',
		type: 'comment',
		resource_subtype: 'comment_added',
		created_by: { gid: board.board.seeds.bot.gid, name: 'Aegis' },
		target: { gid: task, resource_type: 'task' },
	});
	const plain = await stories.createStoryForTask({ data: { text: '1 < 2\nnext' } }, task, {
		opt_fields: 'html_text',
	});
	t.is(plain.data.html_text, '<body>1 &lt; 2\nnext</body>');
	const both = await board.fetch('POST', `/tasks/${task}/stories`, {
		text: 'a',
		html_text: '<body>a</body>',
	});
	t.is(both.status, 400);
});

test('own comments can be edited and deleted, others only pinned', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	const mine = (await board.fetch('POST', `/tasks/${task}/stories`, { text: 'mine' })).body.data.gid;
	const bot = new asana.StoriesApi(board.bot);
	t.is(
		(
			await t.throwsAsync<Error & { status: number }>(() =>
				bot.updateStory({ data: { text: 'changed' } }, mine, {}),
			)
		)?.status,
		403,
	);
	t.is((await t.throwsAsync<Error & { status: number }>(() => bot.deleteStory(mine)))?.status, 403);
	t.true((await bot.updateStory({ data: { is_pinned: true } }, mine, {})).data.is_pinned);
	const edited = (await board.fetch('PUT', `/stories/${mine}`, { text: 'better' })).body.data;
	t.like(edited, { text: 'better', is_edited: true, is_pinned: true });
	const system = (await board.fetch('GET', `/tasks/${task}/stories?opt_fields=type`)).body.data.find(
		({ type }: { type: string }) => type === 'system',
	);
	t.is((await board.fetch('PUT', `/stories/${system.gid}`, { text: 'x' })).status, 403);
	t.is((await board.fetch('DELETE', `/stories/${mine}`)).status, 200);
	t.is((await board.fetch('GET', `/stories/${mine}`)).status, 404);
});

test('the history tells each change once, oldest first', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const task = (
		await board.fetch('POST', '/tasks', { name: 't', memberships: [{ project, section: sections[0] }] })
	).body.data.gid;
	await board.fetch('PUT', `/tasks/${task}`, { name: 'u', completed: true });
	await board.fetch('PUT', `/tasks/${task}`, { name: 'u', completed: true });
	await board.fetch('POST', `/sections/${sections[1]}/addTask`, { task });
	await board.fetch('POST', `/sections/${sections[1]}/addTask`, { task });
	await board.fetch('POST', `/tasks/${task}/stories`, { text: 'hello' });
	const { data } = await new asana.StoriesApi(board.client).getStoriesForTask(task, {
		opt_fields: 'resource_subtype',
	});
	t.deepEqual(
		data.map((story: { resource_subtype: string }) => story.resource_subtype),
		['added_to_project', 'name_changed', 'marked_complete', 'section_changed', 'comment_added'],
	);
	const comments = (await board.fetch('GET', `/tasks/${task}/stories?resource_subtype=comment_added`)).body
		.data;
	t.is(comments.length, 1);
	t.deepEqual(
		(await board.fetch('GET', `/tasks/${task}/stories?created_after=${comments[0].created_at}`)).body.data,
		[],
	);
});
