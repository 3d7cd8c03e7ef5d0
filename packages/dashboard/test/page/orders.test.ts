import { keysFor } from '@aegis/shared/redis';
import { startRedis } from '@aegis/shared/testing';
import { browserTest, launchBrowser } from '../helpers/chromium.ts';
import { startFakeMaster } from '../helpers/fake-master.ts';
import { makeTempHome } from '../helpers/temp-home.ts';
import { buildTestApp } from '../helpers/test-app.ts';
import { busyStatus, detailOf } from '../helpers/views.ts';

browserTest('a person pauses, sees the banner with the way out, and resumes', async (t) => {
	using home = makeTempHome();
	await using redis = await startRedis();
	await using master = await startFakeMaster(home, busyStatus(Date.now()));
	master.cards.set('1', detailOf({}));
	await using built = await buildTestApp(home, { redisUrl: redis.url, prefix: 'test' });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	await using browser = await launchBrowser();
	const page = await browser.newPage();
	const told = async (): Promise<string[]> => {
		const entries = await redis.client.xrange(keysFor('test').mailbox('master', 'dashboard'), '-', '+');
		return entries.map(
			([, fields]) => (JSON.parse(fields[1] ?? '') as { message: { type: string } }).message.type,
		);
	};
	const click = async (selector: string): Promise<void> => {
		const answered = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.locator(selector).first().click();
		t.is((await answered).status(), 202, selector);
	};

	await page.goto(built.link(url));
	await page.locator('#running .card[data-gid="1"]').waitFor();
	await click('#running .card[data-gid="1"] button:has-text("Stop")');
	await click('#running .card[data-gid="1"] button:has-text("Pause")');
	await click('header button:has-text("Pause everything")');

	const pauses = [{ scope: 'all', gid: null, name: null, by: 'the dashboard', at: Date.now() } as const];
	master.status = { ...busyStatus(Date.now()), pauses: [...pauses] };
	await page.locator('#pauses', { hasText: 'Everything is paused by the dashboard' }).waitFor();
	t.is(await page.locator('header button').count(), 0);
	await click('#pauses button:has-text("Resume")');
	master.status = busyStatus(Date.now());
	await page.locator('header button:has-text("Pause everything")').waitFor();
	t.is(await page.locator('#pauses').textContent(), '');
	t.deepEqual(await told(), ['card.stop', 'work.pause', 'work.pause', 'work.resume']);

	await redis.kill();
	await page.locator('header button:has-text("Pause everything")').click();
	await page.locator('#notice', { hasText: 'could not be told' }).waitFor();
});
