import { runOf } from '@aegis/shared/testing';
import { browserTest } from '../helpers/chromium.ts';
import { withPage } from '../helpers/open-page.ts';
import { busyStatus } from '../helpers/views.ts';

const places = [
	'/',
	'/cards',
	'/cards/4',
	'/cards/4?tab=transcript',
	'/cards/4?tab=events',
	'/metrics',
	'/projects',
];

for (const [name, width, colorScheme] of [
	['a desk by day', 1360, 'light'],
	['a phone by night', 390, 'dark'],
] as const) {
	browserTest(`on ${name} axe finds nothing, and nothing is wider than the screen`, (t) =>
		withPage(
			t,
			{
				status: busyStatus(Date.now()),
				browser: { viewport: { width, height: 800 }, colorScheme },
				prepare: (_home, master) => {
					master.runs = [runOf({ state: 'finished', outcome: 'succeeded', finishedAt: Date.now() })];
				},
			},
			async ({ page, url, violations }) => {
				for (const place of places) {
					await page.goto(url + place);
					await page.locator('h1').waitFor();
					await page.locator('.loading').waitFor({ state: 'detached' });
					t.deepEqual(await violations(), [], place);
					t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), place);
				}
			},
		),
	);
}

browserTest('keys lead to the search, from card to card, and to the other pages', (t) =>
	withPage(t, { status: busyStatus(Date.now()) }, async ({ page }) => {
		await page.locator('#needs-you article').first().waitFor();
		await page.keyboard.press('j');
		await page.locator('#needs-you [data-card="3"]:focus').waitFor();
		await page.keyboard.press('Enter');
		await page.locator('h1', { hasText: 'Which languages' }).waitFor();
		await page.keyboard.press('?');
		await page.getByRole('dialog', { name: 'Keys' }).waitFor();
		await page.keyboard.press('Escape');
		await page.keyboard.press('g');
		await page.keyboard.press('m');
		await page.locator('h1', { hasText: 'Metrics' }).waitFor();
		await page.keyboard.press('/');
		await page.keyboard.type('migrate');
		await page.keyboard.press('Enter');
		await page.locator('.card-row', { hasText: 'Migrate the store' }).waitFor();
		t.is(await page.locator('.card-row').count(), 1);
	}),
);
