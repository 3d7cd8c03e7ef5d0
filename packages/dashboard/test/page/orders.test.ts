import test from 'ava';
import { chromium } from 'playwright-core';
import { connectRedis, disconnect, keysFor } from '@aegis/shared/redis';
import { chromiumFlags, findChromium } from '../helpers/chromium.ts';
import { startFakeMaster } from '../helpers/fake-master.ts';
import { startRedis } from '../helpers/redis-server.ts';
import { makeTempHome } from '../helpers/temp-home.ts';
import { buildTestApp } from '../helpers/test-app.ts';
import { busyStatus, cardOf } from '../helpers/views.ts';

test('a person pauses, sees the banner with the way out, and resumes', async (t) => {
	const executablePath = findChromium();
	using home = makeTempHome();
	await using redis = await startRedis(home);
	if (executablePath === null || redis === null) {
		t.pass('skipped: no chromium or no redis-server');
		return;
	}
	await using master = await startFakeMaster(home, busyStatus(Date.now()));
	master.cards.set('1', { ...cardOf({}), runs: [] });
	await using built = await buildTestApp(home, { redisUrl: redis.url, prefix: 'test' });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	await using browser = await chromium.launch({ executablePath, args: chromiumFlags });
	const page = await browser.newPage();
	const client = connectRedis(redis.url);
	t.teardown(() => disconnect(client));
	const told = async (): Promise<string[]> => {
		const entries = await client.xrange(keysFor('test').mailbox('master'), '-', '+');
		return entries.map(
			([, fields]) => (JSON.parse(fields[1] ?? '') as { message: { type: string } }).message.type,
		);
	};
	const click = async (selector: string): Promise<void> => {
		const answered = page.waitForResponse((response) => response.request().method() === 'POST');
		await page.locator(selector).first().click();
		t.is((await answered).status(), 202, selector);
	};

	await page.goto(url);
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

	await redis[Symbol.asyncDispose]();
	await page.locator('header button:has-text("Pause everything")').click();
	await page.locator('#notice', { hasText: 'could not be told' }).waitFor();
});
