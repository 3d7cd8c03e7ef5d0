import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { makeProject, startBoard, type TestBoard } from '../helpers/board.ts';
import { followEvents } from '../helpers/events.ts';

interface Told {
	readonly version: number;
	readonly by: string;
	readonly cards: readonly {
		gid: string;
		section: string;
		after?: string | null;
		blockers: string[];
		subtasks: number;
		ticked: number;
		comments: number;
	}[];
	readonly gone: readonly string[];
	readonly touched: readonly string[];
	readonly frame?: { columns: readonly { name: string }[] };
}

async function makeCard(board: TestBoard, project: string, section: string, name = 'card'): Promise<string> {
	const { body } = await board.fetch('POST', '/tasks', { name, memberships: [{ project, section }] });
	return body.data.gid as string;
}

test('a page is told the whole board, then each commit with the place of every card in it', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const first = await makeCard(board, project, sections[0], 'first');
	const second = await makeCard(board, project, sections[0], 'second');
	await using events = await followEvents(board.board.url, project);
	const whole = await events.next('board');
	t.deepEqual(
		whole.data.cards.map(({ name }: { name: string }) => name),
		['first', 'second'],
	);

	await board.fetch('POST', `/sections/${sections[1]}/addTask`, { task: second });
	const moved: Told = (await events.next('change')).data;
	t.like(moved.cards[0], { gid: second, section: sections[1], after: null });
	await board.fetch('POST', `/sections/${sections[1]}/addTask`, { task: first, insert_after: second });
	t.like(((await events.next('change')).data as Told).cards[0], { gid: first, after: second });
	t.is(moved.by, board.board.seeds.person.gid);

	await board.fetch('POST', `/tasks/${first}/stories`, { text: 'a word' });
	t.like(((await events.next('change')).data as Told).cards[0], { gid: first, comments: 1 });
	await board.fetch('DELETE', `/tasks/${first}`);
	t.deepEqual(((await events.next('change')).data as Told).gone, [first]);
});

test('what a card waits for, its steps and the columns are told as they change', async (t) => {
	await using board = await startBoard();
	const { gid: project, sections } = await makeProject(board);
	const blocker = await makeCard(board, project, sections[0]);
	const card = await makeCard(board, project, sections[0]);
	await using events = await followEvents(board.board.url, project);
	await events.next('board');
	const told = async (gid: string) =>
		((await events.next('change')).data as Told).cards.find((other) => other.gid === gid);

	await board.fetch('POST', `/tasks/${card}/addDependencies`, { dependencies: [blocker] });
	t.deepEqual((await told(card))?.blockers, [blocker]);
	await board.fetch('PUT', `/tasks/${blocker}`, { completed: true });
	t.deepEqual((await told(card))?.blockers, [], 'told although the other card changed');
	const { body } = await board.fetch('POST', `/tasks/${card}/subtasks`, { name: 'step' });
	t.like(await told(card), { subtasks: 1, ticked: 0 });
	await board.fetch('PUT', `/tasks/${body.data.gid}`, { completed: true });
	t.like(await told(card), { subtasks: 1, ticked: 1 });
	await board.fetch('PUT', `/sections/${sections[0]}`, { name: 'Renamed' });
	const { frame } = (await events.next('change')).data as Told;
	t.true(frame?.columns.some(({ name }) => name === 'Renamed'));
});

test('a page that lost its connection is sent what it missed, or everything after a restart', async (t) => {
	const directory = await mkdtemp(join(tmpdir(), 'aegis-board-'));
	t.teardown(() => rm(directory, { recursive: true, force: true }));
	let project = '';
	let last = '';
	{
		await using board = await startBoard({ directory });
		const made = await makeProject(board);
		project = made.gid;
		{
			await using events = await followEvents(board.board.url, project);
			last = (await events.next('board')).id;
		}
		const card = await makeCard(board, project, made.sections[0]);
		await using events = await followEvents(board.board.url, project, last);
		const missed = await events.next('change');
		t.deepEqual(
			(missed.data as Told).cards.map(({ gid }) => gid),
			[card],
		);
		last = missed.id;
	}
	await using board = await startBoard({ directory });
	await using events = await followEvents(board.board.url, project, last);
	t.is((await events.next('board')).data.cards.length, 1);
});

test('the page learns where the dashboard is from the file it writes', async (t) => {
	const directory = await mkdtemp(join(tmpdir(), 'aegis-board-'));
	t.teardown(() => rm(directory, { recursive: true, force: true }));
	const dashboardFile = join(directory, 'dashboard.json');
	await using board = await startBoard({ dashboardFile });
	const read = async () =>
		((await (await fetch(`${board.board.url}/live/projects`)).json()) as { dashboard: string | null })
			.dashboard;
	t.is(await read(), null);
	await writeFile(dashboardFile, JSON.stringify({ url: 'javascript:alert(1)' }));
	t.is(await read(), null);
	await writeFile(dashboardFile, JSON.stringify({ url: 'http://127.0.0.1:4173' }));
	t.is(await read(), 'http://127.0.0.1:4173');
});

test('with a door the page and its data need a session, and the API its tokens or one', async (t) => {
	const door = await mkdtemp(join(tmpdir(), 'aegis-door-'));
	t.teardown(() => rm(door, { recursive: true, force: true }));
	await using board = await startBoard({ door });
	const { url, apiUrl } = board.board;
	for (const path of ['/', '/index.js', '/live/projects', '/live/events?project=1', '/live/pictures/1'])
		t.is((await fetch(`${url}${path}`)).status, 401, path);
	t.is((await fetch(`${apiUrl}/users/me`)).status, 401);
	t.is((await board.fetch('GET', '/users/me')).status, 200);

	const { operate, view } = JSON.parse(
		await (await import('node:fs/promises')).readFile(join(door, 'secrets.json'), 'utf8'),
	) as Record<string, string>;
	const enter = async (secret: string | undefined) => {
		const reply = await fetch(`${url}/door`, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin: url },
			body: new URLSearchParams({ secret: secret ?? '' }),
		});
		return (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
	};
	const order = (cookie: string, origin: string | null) =>
		fetch(`${apiUrl}/projects`, {
			method: 'POST',
			headers: { cookie, 'content-type': 'application/json', ...(origin === null ? {} : { origin }) },
			body: JSON.stringify({ data: { name: 'P', workspace: board.workspace } }),
		});
	const [worker, looker] = [await enter(operate), await enter(view)];
	t.is((await fetch(url, { headers: { cookie: looker } })).status, 200);
	t.is((await fetch(`${apiUrl}/users/me`, { headers: { cookie: looker } })).status, 200);
	t.is((await order(looker, url)).status, 401, 'who may look gives no orders');
	t.is((await order(worker, null)).status, 401, 'a cookie without a page is somebody else');
	t.is((await order(worker, 'http://evil.example')).status, 403);
	t.is((await order(worker, url)).status, 201);
});
