import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../../helpers/board.ts';
import type { TestBoard } from '../../helpers/board.ts';

interface Event {
	readonly action: string;
	readonly resource: {
		readonly gid: string;
		readonly resource_type: string;
		readonly resource_subtype?: string;
	};
	readonly parent: { readonly gid: string } | null;
	readonly change?: {
		readonly field: string;
		readonly action: string;
		readonly new_value?: { readonly gid: string };
	};
}

const firstToken = async (board: TestBoard, resource: string): Promise<string> => {
	const reply = await board.fetch('GET', `/events?resource=${resource}`);
	return reply.body.sync;
};
const told = (events: readonly Event[]): string[] =>
	events.map(({ resource, action, parent, change }) =>
		[resource.resource_type, action, parent?.gid ?? '', change?.field ?? ''].join(' ').trim(),
	);

test('the first read is refused with a token, as the SDK sees it', async (t) => {
	await using board = await startBoard();
	const { gid } = await makeProject(board);
	const events = new asana.EventsApi(board.client);
	const error = await t.throwsAsync<Error & { status: number; response: { body: { sync: string } } }>(() =>
		events.getEvents(gid, {}),
	);
	t.is(error?.status, 412);
	const sync = error?.response.body.sync;
	t.deepEqual((await events.getEvents(gid, { sync })).data, []);
	for (const bad of ['x', `${'0'.repeat(32)}:1`])
		t.is((await board.fetch('GET', `/events?resource=${gid}&sync=${bad}`)).status, 412);
});

test('a move is told as the task in its new section and a story', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const task = (
		await board.fetch('POST', '/tasks', { name: 't', memberships: [{ project, section: sections[0] }] })
	).body.data.gid;
	const sync = await firstToken(board, project);
	await board.fetch('POST', `/sections/${sections[1]}/addTask`, { task });
	const { data } = await new asana.EventsApi(board.client).getEvents(project, { sync });
	t.deepEqual(told(data), [`task added ${sections[1]}`, `story added ${task}`]);
	const story = (await board.fetch('GET', `/stories/${data[1].resource.gid}`)).body.data;
	t.is(story.old_section.gid, sections[0]);
	t.is(story.new_section.gid, sections[1]);
	t.is(story.type, 'system');
});

test('a project hears of its tasks, their subtasks, and the stories of both; a task of itself', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const other = await makeProject(board);
	const task = (await board.fetch('POST', '/tasks', { name: 't', projects: [project] })).body.data.gid;
	const [inProject, inTask, inOther] = await Promise.all(
		[project, task, other.gid].map((gid) => firstToken(board, gid)),
	);
	const child = (await board.fetch('POST', `/tasks/${task}/subtasks`, { name: 'child' })).body.data.gid;
	const comment = (await board.fetch('POST', `/tasks/${child}/stories`, { text: 'hello' })).body.data.gid;
	await board.fetch('PUT', `/tasks/${child}`, { assignee: 'me' });
	await board.fetch('DELETE', `/stories/${comment}`);
	await board.fetch('DELETE', `/tasks/${child}`);
	const expected = [
		`task added ${task}`,
		`story added ${child}`,
		'task changed  assignee',
		`story added ${child}`,
		'story deleted',
		'task deleted',
	];
	const read = async (gid: string, sync: string | undefined): Promise<Event[]> =>
		(await board.fetch('GET', `/events?resource=${gid}&sync=${sync}`)).body.data;
	t.deepEqual(told(await read(project, inProject)), expected);
	t.deepEqual(told(await read(task, inTask)), expected);
	t.deepEqual(await read(other.gid, inOther), []);
});

test('a token gives a hundred events and says when there are more; reading it again gives the same', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const sync = await firstToken(board, project);
	const made: string[] = [];
	for (let index = 0; index < 70; index++)
		made.push(
			(await board.fetch('POST', '/tasks', { name: `t${index}`, projects: [project] })).body.data.gid,
		);
	const read = async (token: string) =>
		(await board.fetch('GET', `/events?resource=${project}&sync=${token}`)).body;
	const first = await read(sync);
	t.is(first.data.length, 100);
	t.true(first.has_more);
	const seen = new Set<string>();
	let page = first;
	for (;;) {
		for (const event of page.data) if (event.resource.resource_type === 'task') seen.add(event.resource.gid);
		if (!page.has_more) break;
		page = await read(page.sync);
	}
	t.deepEqual([...seen], made);
	t.deepEqual(await read(sync), first);
	const last = page.sync;
	await board.fetch('PUT', `/tasks/${made[0]}`, { name: 'renamed' });
	const again = await read(last);
	await board.fetch('PUT', `/tasks/${made[1]}`, { name: 'renamed too' });
	t.like(await read(last), { data: again.data, sync: again.sync });
	t.deepEqual((await read(again.sync)).data[0].resource.gid, made[1]);
});

test('a token belongs to its resource', async (t) => {
	await using board = await startBoard();
	const one = await makeProject(board);
	const two = await makeProject(board);
	const sync = await firstToken(board, one.gid);
	t.is((await board.fetch('GET', `/events?resource=${two.gid}&sync=${sync}`)).status, 412);
	t.is((await board.fetch('GET', `/projects/${one.gid}/events?sync=${sync}`)).status, 200);
});
