import axe from 'axe-core';
import type { ExecutionContext } from 'ava';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { StatusView } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';
import { keysFor } from '@aegis/shared/redis/keys';
import { connectRedis, disconnect } from '@aegis/shared/redis';
import { startRedis } from '@aegis/shared/testing';
import type { LiveSource } from '../../src/http/v1/event-route.ts';
import { launchBrowser } from './chromium.ts';
import { startFakeMaster, type FakeMaster } from './fake-master.ts';
import { makeTempHome } from './temp-home.ts';
import { buildTestApp } from './test-app.ts';
import { detailOf } from './views.ts';

export interface OpenPage {
	readonly page: Page;
	readonly home: Home;
	readonly url: string;
	readonly master: FakeMaster;
	/** Says something on the live channel. */
	readonly tell: (event: object) => void;
	/** The acts that lie in the master's mailbox. */
	readonly orders: () => Promise<object[]>;
	/** Ends the server, and starts another one at the same address. */
	readonly restart: (between: () => Promise<void>) => Promise<void>;
	/** What axe finds wrong with the page as it is. */
	readonly violations: () => Promise<string[]>;
}

/** A session of the dashboard in a real browser, before a master of ours and a Redis. Fails on any fault of a script. */
export async function withPage(
	t: ExecutionContext,
	options: {
		readonly status: StatusView;
		readonly browser?: BrowserContextOptions;
		readonly prepare?: (home: Home, master: FakeMaster) => void;
	},
	story: (open: OpenPage) => Promise<void>,
): Promise<void> {
	using home = makeTempHome();
	await using redis = await startRedis();
	await using master = await startFakeMaster(home, options.status);
	for (const card of options.status.cards)
		master.cards.set(card.gid, detailOf({ ...card, runs: card.run === null ? [] : [card.run] }));
	master.receipt = (orderId) => ({
		orderId,
		cardGid: null,
		kind: 'x',
		by: 'Ada',
		at: 1,
		accepted: true,
		text: 'Carried out.',
	});
	options.prepare?.(home, master);
	const listeners = new Set<(event: object) => void>();
	const live: LiveSource = (listen) => {
		listeners.add(listen);
		return { [Symbol.asyncDispose]: async () => void listeners.delete(listen) };
	};
	const build = () => buildTestApp(home, { live, redisUrl: redis.url, prefix: 'test' });
	let built = await build();
	const url = await built.app.listen({ port: 0, host: '127.0.0.1' });
	await using browser = await launchBrowser();
	const context = await browser.newContext(options.browser);
	const page = await context.newPage();
	const faults: string[] = [];
	page.on('pageerror', (error) => faults.push(error.message));
	page.on('console', (message) => {
		if (/security policy|trusted/i.test(message.text())) faults.push(message.text());
	});
	try {
		await page.goto(built.link(url));
		await story({
			page,
			home,
			url,
			master,
			tell: (event) => listeners.forEach((listen) => listen(event)),
			orders: async () => {
				const client = connectRedis(redis.url, { name: 'test' });
				const entries = await client.xrange(keysFor('test').mailbox('master', 'dashboard'), '-', '+');
				disconnect(client);
				return entries.map(([, fields]) => (JSON.parse(fields[1] ?? '') as { message: object }).message);
			},
			restart: async (between) => {
				await built.app.close();
				listeners.clear();
				await between();
				built = await build();
				await built.app.listen({ port: Number(new URL(url).port), host: '127.0.0.1' });
			},
			violations: async () => {
				await page.evaluate(axe.source);
				const found = await page.evaluate<{ violations: { id: string; nodes: { target: string[] }[] }[] }>(
					'axe.run(document, { resultTypes: ["violations"] })',
				);
				return found.violations.map(
					({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
				);
			},
		});
		t.deepEqual(faults, []);
	} finally {
		await built.app.close();
	}
}
