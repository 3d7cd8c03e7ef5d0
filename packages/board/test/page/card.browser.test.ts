import test from 'ava';
import { browserTest } from '../helpers/chromium.ts';
import { makeCard, openPage, until } from '../helpers/page.ts';

test.beforeEach((t) => t.timeout(180_000));

browserTest('a card is created with one key from anywhere, and opened, described and renamed', async (t) => {
	await using open = await openPage();
	const { board, project, page, card } = open;
	await page.keyboard.press('c');
	await page.getByLabel('Name').fill('Count the till');
	await page
		.getByLabel('Description')
		.fill('So that **nothing** is lost.\n\n- [x] written\n\n<img src=x onerror=alert(1)>');
	await page.keyboard.press('Control+Enter');
	await card('Count the till').waitFor();
	await until(
		async () => (await page.evaluate('document.activeElement?.dataset?.card ?? ""')) !== '',
		'the new card has the focus',
	);
	await page.keyboard.press('Enter');
	const panel = page.getByRole('complementary');
	await panel.getByText('nothing', { exact: true }).waitFor();
	t.is(await panel.locator('.prose strong').textContent(), 'nothing');
	t.is(await panel.locator('.prose img').count(), 0, 'markup in a text stays text');
	await panel.getByText('<img src=x onerror=alert(1)>').waitFor();
	t.regex(page.url(), /card=\d+/);

	await panel.getByLabel('Name').fill('Count the till twice');
	await page.keyboard.press('Enter');
	await card('Count the till twice').waitFor();
	await panel.getByRole('button', { name: 'Edit' }).click();
	await panel.getByRole('textbox', { name: 'Description' }).fill('# Plan');
	await page.keyboard.press('Control+Enter');
	await panel.locator('.prose h4', { hasText: 'Plan' }).waitFor();
	const { body: all } = await board.fetch(
		'GET',
		`/tasks?project=${project.gid}&opt_fields=name,notes,created_by.name`,
	);
	t.like(all.data[0], { name: 'Count the till twice', notes: '# Plan', created_by: { name: 'You' } });
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await until(async () => (await panel.count()) === 0, 'closed');
	t.notRegex(page.url(), /card=/);
	t.deepEqual(open.complaints, []);
});

browserTest(
	'an answer, an approval and a raised budget reach the board, and Aegis is heard to have heard',
	async (t) => {
		await using open = await openPage([['other', 'Drafts']]);
		const { board, project, page, card } = open;
		const gid = await makeCard(board, project, {
			name: 'Discounts',
			column: 'Merging',
			fields: {
				Agent: 'Merger',
				'Swarm Status': 'Blocked',
				'Merge Approval': 'Manual Check',
				Cost: 1.9,
				'Max Cost': 2,
				Reason: 'Waits for your approval',
			},
		});
		await card('Discounts').click();
		const panel = page.getByRole('complementary');
		const field = async (name: string) => {
			const { body } = await board.fetch(
				'GET',
				`/tasks/${gid}?opt_fields=custom_fields.name,custom_fields.display_value`,
			);
			return body.data.custom_fields.find((one: { name: string }) => one.name === name)?.display_value;
		};
		await panel.getByRole('button', { name: 'Approve and merge' }).click();
		await until(async () => (await field('Merge Approval')) === 'Approved', 'approved');
		await panel.getByRole('button', { name: 'Raise Max Cost to $4.00' }).click();
		await until(async () => (await field('Max Cost')) === '4.00', 'raised');
		await panel.getByLabel('Max Cost').fill('7,5');
		await page.keyboard.press('Enter');
		await until(async () => (await field('Max Cost')) === '7.50', 'typed');
		await panel.getByLabel('Max Cost').fill('much');
		await page.keyboard.press('Enter');
		await page.getByText('“much” is no amount').waitFor();

		await panel.getByRole('textbox', { name: 'Comment' }).fill('On the *total*.');
		await page.keyboard.press('Control+Enter');
		await panel.locator('.story em', { hasText: 'total' }).waitFor();
		await card('Discounts').getByText('Aegis is told…').waitFor();
		await fetch(`${board.board.apiUrl}/tasks/${gid}`, {
			method: 'PUT',
			headers: { authorization: `Bearer ${board.board.seeds.bot.token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ data: { custom_fields: { [project.fields['Reason'] ?? '']: 'Merging now' } } }),
		});
		await page.getByText('Aegis heard the new Max Cost (“Discounts”): Merging now').waitFor();
		t.deepEqual(open.complaints, []);
	},
);

browserTest('what a card waits for, its steps and its pictures', async (t) => {
	await using open = await openPage([
		['first', 'Drafts'],
		['second', 'Drafts'],
	]);
	const { board, page, card } = open;
	await card('second').click();
	const panel = page.getByRole('complementary');
	await panel.getByRole('button', { name: '+ Waits for' }).click();
	await panel.getByLabel('Wait for another card').fill('fir');
	await page.keyboard.press('Enter');
	await card('second').getByText('waits for 1 card').waitFor();
	await panel.getByRole('button', { name: '+ Subtasks' }).click();
	await panel.getByLabel('New subtask').fill('a step');
	await page.keyboard.press('Enter');
	await panel.getByLabel('a step', { exact: true }).check();
	await card('second').getByLabel('1 of 1 subtask done').waitFor();

	await panel.getByRole('button', { name: '+ Attachments' }).click();
	const picture = Buffer.from(
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
		'base64',
	);
	await panel.getByLabel('Attach files').setInputFiles([
		{ name: 'shot.png', mimeType: 'image/png', buffer: picture },
		{ name: 'trap.png', mimeType: 'image/png', buffer: Buffer.from('<svg onload="alert(1)"/>') },
	]);
	await until(
		async () => (await panel.locator('.files img').count()) === 1,
		'only what is a picture is shown as one',
	);
	const href = await panel.getByRole('link', { name: 'trap.png', exact: true }).getAttribute('href');
	const download = await fetch(`${board.board.url}${href ?? ''}`);
	t.is(download.headers.get('content-type'), 'application/octet-stream');
	t.regex(download.headers.get('content-disposition') ?? '', /^attachment/);

	await panel.getByRole('button', { name: 'first', exact: true }).click();
	await page.getByRole('complementary', { name: 'Card: first' }).getByText('Waiting for this one').waitFor();
	await page.goBack();
	await page.getByRole('complementary', { name: 'Card: second' }).waitFor();
	t.true(
		open.complaints.every((text) => text.includes('404')),
		open.complaints.join('\n'),
	);
});

browserTest('search, filters and projects narrow what is shown', async (t) => {
	await using open = await openPage([
		['apples', 'Drafts'],
		['pears', 'Ready Queue'],
	]);
	const { board, page, names, column } = open;
	await page.keyboard.press('/');
	await page.keyboard.type('PEAR');
	await until(async () => (await names('Drafts')).length === 0, 'filtered');
	t.deepEqual(await names('Ready Queue'), ['pears']);
	t.is(await column('Drafts').locator('.total').textContent(), '0 of 1');
	t.regex(page.url(), /q=PEAR/);
	await page.keyboard.press('Escape');
	await until(async () => (await names('Drafts')).length === 1, 'all again');
	const { body } = await board.fetch('POST', '/projects', { name: 'another', workspace: board.workspace });
	await page.reload();
	await page.getByLabel('Project').selectOption({ value: body.data.gid });
	await column('Untitled section').waitFor();
	t.regex(page.url(), new RegExp(`project=${body.data.gid}`));
});
