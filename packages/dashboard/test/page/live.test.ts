import { cardOf, emptyStatus } from '@aegis/shared/testing';
import { browserTest } from '../helpers/chromium.ts';
import { withPage } from '../helpers/open-page.ts';
import { busyStatus } from '../helpers/views.ts';

browserTest('what happens shows by itself, in the list, the number and the title', (t) =>
	withPage(t, { status: { ...emptyStatus(), at: Date.now() } }, async ({ page, master, tell }) => {
		await page.locator('#needs-you', { hasText: 'aegis init' }).waitFor();
		await page.locator('.live', { hasText: 'Live' }).waitFor();
		t.is(await page.title(), 'Aegis');

		master.status = busyStatus(Date.now());
		tell({ type: 'card.changed', at: Date.now(), cardGid: '3', projectGid: 'p' });
		await page.locator('#needs-you article').nth(1).waitFor();
		await page.locator('nav .count', { hasText: '2' }).waitFor();
		t.is(await page.title(), '(2) Aegis');
		t.is(await page.locator('main img').count(), 0, 'a card’s name is text');
		t.is(await page.locator('a[href^="javascript"]').count(), 0);

		tell({
			type: 'run.event',
			at: Date.now(),
			runId: 'run-1',
			cardGid: '1',
			agent: 'Worker',
			text: 'Bash npm run lint',
			costUsd: 0.44,
		});
		const running = page.locator('#running article', { hasText: 'Add a farewell' });
		await running.getByText('Bash npm run lint').waitFor();
		await running.getByText('$0.56').waitFor();
	}),
);

browserTest('a field keeps its focus and its text while the page changes around it', (t) =>
	withPage(t, { status: busyStatus(Date.now()) }, async ({ page, master, tell }) => {
		const field = page.locator('#needs-you').getByLabel('Your answer');
		await field.fill('Half a sent');
		master.status = {
			...master.status,
			cards: [
				...master.status.cards,
				cardOf({ gid: '20', name: 'Newly asked', needs: 'look', state: 'waiting' }),
			],
		};
		tell({ type: 'card.changed', at: Date.now(), cardGid: '20', projectGid: 'p' });
		await page.locator('#needs-you article', { hasText: 'Newly asked' }).waitFor();
		await page.keyboard.type('ence');
		t.is(await field.inputValue(), 'Half a sentence');
	}),
);

browserTest('a page whose server is started again goes on by itself, with what it missed', (t) =>
	withPage(t, { status: busyStatus(Date.now()) }, async ({ page, master, restart, tell }) => {
		await page.locator('.live', { hasText: 'Live' }).waitFor();
		await restart(async () => {
			await page.locator('.live', { hasText: 'Offline' }).waitFor();
			master.status = {
				...master.status,
				cards: [cardOf({ gid: '30', name: 'Came meanwhile', needs: 'look', state: 'waiting' })],
			};
		});
		await page.locator('.live', { hasText: 'Live' }).waitFor();
		await page.locator('#needs-you article', { hasText: 'Came meanwhile' }).waitFor();
		master.status = { ...master.status, cards: [] };
		tell({ type: 'card.changed', at: Date.now(), cardGid: '30', projectGid: 'p' });
		await page.locator('#needs-you article').waitFor({ state: 'detached' });
		t.pass();
	}),
);
