import type { LiveSource } from '../../src/http/event-route.ts';
import { browserTest, launchBrowser } from '../helpers/chromium.ts';
import { startFakeMaster } from '../helpers/fake-master.ts';
import { makeTempHome } from '../helpers/temp-home.ts';
import { buildTestApp } from '../helpers/test-app.ts';
import { busyStatus, emptyStatus } from '../helpers/views.ts';

browserTest('the page says what is wrong, what to do, what happens, and what needs a person', async (t) => {
	let tell: ((event: object) => void) | undefined;
	const live: LiveSource = (listen) => {
		tell = listen;
		return { async [Symbol.asyncDispose]() {} };
	};
	using home = makeTempHome();
	await using built = await buildTestApp(home, { live });
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	await using browser = await launchBrowser();
	const page = await browser.newPage();
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (message) => {
		if (/security policy/i.test(message.text())) faults.push(message.text());
	});
	const waitForText = (selector: string, text: string): Promise<void> =>
		page.locator(selector, { hasText: text }).first().waitFor();

	await page.goto(built.link(url));
	await waitForText('#notice', 'No running Aegis answers');
	await waitForText('#notice', 'aegis up');

	await using master = await startFakeMaster(home, { ...emptyStatus(), at: Date.now() });
	await waitForText('#running', 'aegis task add "…" --ready');
	await waitForText('#projects', 'aegis init');
	t.is(await page.locator('#notice').textContent(), '', 'the notice goes when the master is back');

	master.status = busyStatus(Date.now());
	tell?.({ type: 'workers.changed', at: Date.now() });
	await waitForText('#needs-you', 'answer the questions in a comment');
	await waitForText('#waiting', 'Blocked by “Add a farewell”');
	await waitForText('#running', 'Edit src/farewell.ts');
	t.is(await page.locator('#needs-you .card').count(), 2);
	t.is(await page.locator('#needs-you a').count(), 1, 'a javascript: address is no link');
	t.is(await page.locator('#sections img').count(), 0, 'a card’s name is text');
	t.regex(String(await page.locator('#running').textContent()), /<img src=x onerror/);
	t.regex(String(await page.locator('#runs').textContent()), /unknown/);
	t.is(await page.title(), '(2) Aegis');
	t.regex(String(await page.locator('#runs time').first().getAttribute('title')), /\d/);

	tell?.({
		type: 'run.event',
		at: Date.now(),
		runId: 'run-1',
		cardGid: '1',
		agent: 'Worker',
		text: 'Bash npm run lint',
		costUsd: 0.44,
	});
	await waitForText('#running', 'Bash npm run lint');
	await waitForText('#running', '$0.44');

	await page.setViewportSize({ width: 360, height: 700 });
	t.true(
		await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
		'a phone need not scroll sideways',
	);
	t.deepEqual(faults, []);
});
