import test from 'ava';
import {
	endStream,
	model,
	sendEvent,
	sendText,
	startProvider,
	startStream,
	stream,
} from '../helpers/provider.ts';
import { key, startTestProxy, type TestProxy } from '../helpers/proxy.ts';

/** $4 and $20 per million tokens: a thousand of each are $0.024. */
const thousand = { input_tokens: 1_000, output_tokens: 1_000 };

async function settled({ proxy }: TestProxy): Promise<ReturnType<typeof proxy.spending>> {
	// What a cut stream cost is settled when the proxy has noticed the cut.
	while (proxy.spending().reservedUsd > 0) await new Promise((resolve) => setTimeout(resolve, 5));
	return proxy.spending();
}

test('a streamed answer comes through as it was sent, with the key set outside and its cost counted', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand));
	await using run = await startTestProxy(provider.url);

	const answer = await run.ask(
		{},
		{ headers: { 'anthropic-beta': 'a', cookie: 'x' }, path: '/v1/messages?beta=true' },
	);
	const text = await answer.text();

	t.is(answer.status, 200);
	t.is(answer.headers.get('content-type'), 'text/event-stream');
	t.regex(text, /message_start[\s\S]*hello[\s\S]*message_stop/);
	const [call] = provider.calls;
	t.is(call?.headers['x-api-key'], key);
	t.is(call?.headers['anthropic-beta'], 'a');
	t.is(call?.headers.cookie, undefined);
	t.false(JSON.stringify(call).includes(run.bearer));
	t.deepEqual(await settled(run), {
		spentUsd: 0.024,
		reservedUsd: 0,
		exact: true,
		unpriced: [],
		calls: 1,
		tokens: { input: 1_000, output: 1_000, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
		models: ['claude-opus-5-5'],
	});
	t.is(run.told.at(-1)?.spentUsd, 0.024);
});

test('an answer in one piece is counted too, and counting tokens costs nothing', async (t) => {
	await using provider = await startProvider(({ url }, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		const whole = { type: 'message', model, content: [], usage: thousand };
		response.end(JSON.stringify(url.includes('count') ? { input_tokens: 7 } : whole));
	});
	await using run = await startTestProxy(provider.url);

	await (await run.ask({ stream: false })).arrayBuffer();
	const counted = await run.ask({}, { path: '/v1/messages/count_tokens' });

	t.deepEqual(await counted.json(), { input_tokens: 7 });
	t.like(await settled(run), { spentUsd: 0.024, calls: 1 });
});

test('an OAuth token goes as a bearer, with the beta it needs', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand));
	await using run = await startTestProxy(provider.url, { variable: 'CLAUDE_CODE_OAUTH_TOKEN' });

	await (
		await run.ask({}, { headers: { authorization: `Bearer ${run.bearer}`, 'anthropic-beta': 'a' } })
	).text();

	t.is(provider.calls[0]?.headers.authorization, `Bearer ${key}`);
	t.is(provider.calls[0]?.headers['anthropic-beta'], 'a,oauth-2025-04-20');
	t.is(provider.calls[0]?.headers['x-api-key'], undefined);
});

test('without the run’s own key, or for another route, the provider is not asked', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand));
	await using run = await startTestProxy(provider.url);

	for (const given of ['', 'x', key, run.bearer.slice(1)]) {
		const answer = await run.ask({}, { headers: { 'x-api-key': given } });
		t.is(answer.status, 401);
		t.like(await answer.json(), { type: 'error', error: { type: 'authentication_error' } });
	}
	for (const path of ['/v1/files', '/v1/messages/batches', '/v1/organizations/x', '/']) {
		t.is((await run.ask({}, { path })).status, 404, path);
	}
	t.is((await run.ask({ model: 7 })).status, 400);
	t.is((await run.ask({ mcp_servers: [{ url: 'https://evil.test' }] })).status, 400);
	t.is((await run.ask({ tools: [{ type: 'web_fetch_20250910', name: 'web_fetch' }] })).status, 400);
	t.is(provider.calls.length, 0);
});

test('the answer that crosses the cap is kept; the next call is refused before the provider is asked', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand));
	await using run = await startTestProxy(provider.url, { capUsd: 0.03 });

	t.is((await (await run.ask()).text()).includes('message_stop'), true);
	const refused = await run.ask();

	t.is(refused.status, 403);
	t.is(refused.headers.get('x-should-retry'), 'false');
	const { error } = (await refused.json()) as { error: { message: string } };
	t.is(
		error.message,
		"The next call is expected to cost about $0.0200 and would pass the run's spending cap of $0.0300 ($0.0240 spent).",
	);
	t.like(run.proxy.refusal(), { kind: 'cap', spent: 24_000_000 });
	t.is(provider.calls.length, 1);

	run.proxy.setCap(0.1);
	t.is((await run.ask()).status, 200, 'a cap that was raised counts at once');
});

test('a cap below the first call asks nothing of the provider', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand));
	await using run = await startTestProxy(provider.url, { capUsd: 0.001 });

	t.is((await run.ask()).status, 403);
	t.is(provider.calls.length, 0);
	t.is(run.proxy.spending().spentUsd, 0);
});

test('many calls at once spend no more than one call past the cap', async (t) => {
	const expensive = { input_tokens: 100, output_tokens: 10_000 };
	await using provider = await startProvider((_, response) => stream(response, expensive));
	await using run = await startTestProxy(provider.url, { capUsd: 0.5 });

	const answers = await Promise.all(
		Array.from({ length: 12 }, async () => {
			const answer = await run.ask({ max_tokens: 10_000 });
			await answer.text();
			return answer.status;
		}),
	);

	const each = (100 * 4 + 10_000 * 20) / 1e6;
	const { spentUsd } = await settled(run);
	t.true(spentUsd <= 0.5 + each, String(spentUsd));
	t.is(spentUsd, Number((provider.calls.length * each).toFixed(9)), 'the books are the provider’s bill');
	t.true(answers.includes(403));
});

test('a model without a price is refused where there is a cap, and named where there is none', async (t) => {
	await using provider = await startProvider((_, response) => stream(response, thousand, 'claude-next-1'));
	await using run = await startTestProxy(provider.url);

	const refused = await run.ask({ model: 'claude-next-1' });
	t.regex(await refused.text(), /does not know what the model claude-next-1 costs/);
	t.is(provider.calls.length, 0);
	// The provider answered with another model than was asked for: seen only afterwards.
	await (await run.ask()).text();
	t.like(await settled(run), { spentUsd: 0, unpriced: ['claude-next-1'] });
	t.is((await run.ask()).status, 403);

	await using free = await startTestProxy(provider.url, { capUsd: null });
	await (await free.ask({ model: 'claude-next-1' })).text();
	t.like(await settled(free), { spentUsd: 0, unpriced: ['claude-next-1'] });
});

test('a stream that the provider cuts is billed by what was seen, and cut for the run too', async (t) => {
	await using provider = await startProvider((_, response) => {
		startStream(response, { input_tokens: 1_000, output_tokens: 1 });
		sendText(response, 'x'.repeat(3_000));
		setTimeout(() => response.destroy(), 20);
	});
	await using run = await startTestProxy(provider.url);

	const answer = await run.ask();
	await t.throwsAsync(answer.text());

	t.like(await settled(run), { spentUsd: 0.024, reservedUsd: 0, exact: false, unpriced: [], calls: 1 });
});

test('a stream that the run cancels is cancelled at the provider and billed by what was seen', async (t) => {
	await using provider = await startProvider((_, response) => {
		startStream(response, { input_tokens: 1_000, output_tokens: 1 });
		sendText(response, 'x'.repeat(3_000));
	});
	await using run = await startTestProxy(provider.url);
	const cancel = new AbortController();

	const answer = await run.ask({}, { signal: cancel.signal });
	const reader = answer.body?.getReader();
	let text = '';
	while (!text.includes('xxx')) text += new TextDecoder().decode((await reader?.read())?.value);
	cancel.abort();

	t.like(await settled(run), { spentUsd: 0.024, exact: false });
	while (provider.calls[0]?.cancelled !== true) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('an error in the middle of a stream keeps what was used', async (t) => {
	await using provider = await startProvider((_, response) => {
		startStream(response, { input_tokens: 1_000, output_tokens: 1 });
		sendEvent(response, { type: 'error' });
		response.end();
	});
	await using run = await startTestProxy(provider.url);

	await (await run.ask()).text();

	t.like(await settled(run), { spentUsd: 0.00402, exact: false });
});

test('what the provider refuses costs nothing, and its words come through', async (t) => {
	await using provider = await startProvider((_, response, index) => {
		const headers = {
			'anthropic-ratelimit-unified-status': 'rejected',
			'anthropic-ratelimit-unified-reset': '1800000000',
		};
		response.writeHead(index === 0 ? 529 : 429, {
			'content-type': 'application/json',
			...(index === 0 ? {} : headers),
		});
		response.end(
			JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
		);
	});
	await using run = await startTestProxy(provider.url);

	const overloaded = await run.ask();
	t.is(overloaded.status, 529);
	t.like(await overloaded.json(), { error: { message: 'Overloaded' } });
	t.is(run.proxy.usageLimit(), null);
	t.is((await run.ask()).status, 429);
	t.deepEqual(run.proxy.usageLimit(), { untilMs: 1_800_000_000_000 });
	t.like(await settled(run), { spentUsd: 0, exact: true });
});

test('a provider that cannot be reached is said in its own words, without a cost', async (t) => {
	const provider = await startProvider(() => {});
	await provider[Symbol.asyncDispose]();
	await using run = await startTestProxy(provider.url);

	const answer = await run.ask();

	t.is(answer.status, 502);
	t.regex(await answer.text(), /provider cannot be reached \(ECONNREFUSED\)/);
	t.like(await settled(run), { spentUsd: 0, exact: true });
});

test('a request that broke off before a word of the answer counts its prompt, as an estimate', async (t) => {
	await using provider = await startProvider((_, response) => void response.destroy());
	await using run = await startTestProxy(provider.url);

	t.is((await run.ask({ system: 'x'.repeat(40_000) })).status, 502);

	const { spentUsd, exact } = await settled(run);
	t.false(exact);
	t.true(spentUsd > 0.04 && spentUsd < 0.05, String(spentUsd));
});

test('the end of a run settles what is under way', async (t) => {
	await using provider = await startProvider((_, response) => {
		startStream(response, { input_tokens: 1_000, output_tokens: 1 });
	});
	const run = await startTestProxy(provider.url);
	const answer = await run.ask();
	await answer.body?.getReader().read();
	await run[Symbol.asyncDispose]();

	t.like(run.proxy.spending(), { spentUsd: 0.00402, reservedUsd: 0, exact: false });
});

test('a slow answer comes piece by piece, not at the end', async (t) => {
	const { promise, resolve } = Promise.withResolvers<void>();
	await using provider = await startProvider(async (_, response) => {
		startStream(response, thousand);
		sendText(response, 'first');
		await promise;
		endStream(response, thousand);
	});
	await using run = await startTestProxy(provider.url);

	const reader = (await run.ask()).body?.getReader();
	let text = '';
	while (!text.includes('first')) text += new TextDecoder().decode((await reader?.read())?.value);
	resolve();
	while (!text.includes('message_stop')) text += new TextDecoder().decode((await reader?.read())?.value);
	t.pass();
});
