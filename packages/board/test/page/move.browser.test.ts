import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { startBoard } from '../helpers/board.ts';
import { browserTest, launchBrowser } from '../helpers/chromium.ts';
import {
	makeAegisProject,
	makeCard,
	openPage,
	until,
	type OpenPage,
	type TestProject,
} from '../helpers/page.ts';

test.beforeEach((t) => t.timeout(180_000));

/** The names of a column's cards in order, as the API tells. */
async function told({ board, project }: OpenPage, column: string): Promise<readonly string[]> {
	const { body } = await board.fetch('GET', `/tasks?section=${project.columns[column]}&opt_fields=name`);
	return body.data.map(({ name }: { name: string }) => name);
}

browserTest(
	'a card is dragged to another column and to a place in it, and the move is taken back',
	async (t) => {
		await using open = await openPage([
			['one', 'Drafts'],
			['two', 'Ready Queue'],
			['three', 'Ready Queue'],
		]);
		const { page, card, names } = open;
		const target = await card('three').boundingBox();
		// Above the middle of a card is before it.
		await card('one').dragTo(card('three'), { targetPosition: { x: 40, y: (target?.height ?? 40) * 0.2 } });
		t.deepEqual(await names('Ready Queue'), ['two', 'one', 'three'], 'shown without waiting for the board');
		await until(
			async () => (await told(open, 'Ready Queue')).join() === 'two,one,three',
			'the board has it so',
		);
		t.deepEqual(await told(open, 'Drafts'), []);

		await page.getByRole('button', { name: 'Undo' }).click();
		await until(async () => (await told(open, 'Drafts')).join() === 'one', 'the card is back');
		t.deepEqual(await told(open, 'Ready Queue'), ['two', 'three']);
		t.deepEqual(open.complaints, []);
	},
);

browserTest('dropped beside the cards a card goes to the end, within a column to its place', async (t) => {
	await using open = await openPage([
		['one', 'Drafts'],
		['two', 'Drafts'],
		['three', 'Drafts'],
	]);
	const { card, column } = open;
	await card('one').dragTo(column('In Progress'), { targetPosition: { x: 60, y: 300 } });
	await until(async () => (await told(open, 'In Progress')).join() === 'one', 'an empty column takes a card');
	await card('three').dragTo(card('two'), { targetPosition: { x: 40, y: 3 } });
	await until(async () => (await told(open, 'Drafts')).join() === 'three,two', 'moved up');
	t.pass();
});

browserTest('by keyboard alone: to a card, to another column, up, down and back', async (t) => {
	await using open = await openPage([
		['one', 'Drafts'],
		['two', 'Drafts'],
		['three', 'Ready Queue'],
	]);
	const { page } = open;
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	const focused = () =>
		page.evaluate('document.activeElement?.querySelector(".card-name")?.textContent ?? ""');
	await until(async () => (await focused()) === 'two', 'the second card has the focus');
	await page.keyboard.press('m');
	await page.getByRole('dialog').waitFor();
	t.is(await page.evaluate('document.activeElement?.textContent?.startsWith("Drafts")'), true);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await until(async () => (await told(open, 'Ready Queue')).join() === 'three,two', 'moved by its menu');
	await until(async () => (await focused()) === 'two', 'and the focus went with the card');
	await page.keyboard.press('Shift+ArrowUp');
	await until(async () => (await told(open, 'Ready Queue')).join() === 'two,three', 'moved up');
	await page.keyboard.press('z');
	await until(async () => (await told(open, 'Ready Queue')).join() === 'three,two', 'taken back');
	await page.keyboard.press('z');
	await until(async () => (await told(open, 'Drafts')).join() === 'one,two', 'taken back once more');
	t.deepEqual(open.complaints, []);
});

browserTest('a move the board refuses is taken back, in its words', async (t) => {
	await using open = await openPage([['one', 'Drafts']]);
	const { page, card, column, names } = open;
	await page.route('**/addTask', (route) =>
		route.fulfill({
			status: 400,
			contentType: 'application/json',
			body: JSON.stringify({ errors: [{ message: 'no such place' }] }),
		}),
	);
	await card('one').dragTo(column('Done'), { targetPosition: { x: 60, y: 300 } });
	await page.getByText('Not done: no such place').waitFor();
	await until(async () => (await names('Drafts')).join() === 'one', 'shown where it was');
	t.deepEqual(await names('Done'), []);
});

browserTest('what others change is shown as they do it', async (t) => {
	await using open = await openPage([['one', 'Drafts']]);
	const { board, project, page, names, card } = open;
	const { body } = await board.fetch('GET', `/tasks?project=${project.gid}`);
	const gid: string = body.data[0].gid;
	await board.fetch('POST', `/sections/${project.columns['Merging']}/addTask`, { task: gid });
	await until(async () => (await names('Merging')).join() === 'one', 'moved by somebody else');
	await board.fetch('PUT', `/tasks/${gid}`, {
		name: 'renamed',
		custom_fields: { [project.fields['Reason'] ?? '']: 'why not' },
	});
	await card('renamed').getByText('why not').waitFor();
	await board.fetch('DELETE', `/tasks/${gid}`);
	await until(async () => (await names('Merging')).length === 0, 'gone');
	await page.getByText('Write the first card').waitFor();
	t.deepEqual(open.complaints, []);
});

browserTest(
	'the page comes back by itself after the board was away, and knows what happened meanwhile',
	async (t) => {
		const directory = await mkdtemp(join(tmpdir(), 'aegis-board-'));
		t.teardown(() => rm(directory, { recursive: true, force: true }));
		const browser = await launchBrowser();
		t.teardown(() => browser.close());
		const page = await browser.newPage();
		page.setDefaultTimeout(60_000);
		let port = 0;
		let project: TestProject | undefined;
		{
			await using board = await startBoard({ directory });
			port = Number(new URL(board.board.url).port);
			project = await makeAegisProject(board);
			await makeCard(board, project, { name: 'before', column: 'Drafts' });
			await page.goto(`${board.board.url}/?project=${project.gid}`);
			await page.locator('.card', { hasText: 'before' }).waitFor();
		}
		await page.locator('.connection.lost').waitFor();
		t.true(await page.locator('.card', { hasText: 'before' }).isVisible(), 'what is known stays in sight');
		await using board = await startBoard({ directory, port });
		await makeCard(board, project, { name: 'after', column: 'Drafts' });
		await page.locator('.card', { hasText: 'after' }).waitFor();
		await page.locator('.connection.live').waitFor();
	},
);
