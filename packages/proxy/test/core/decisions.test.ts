import test from 'ava';
import { estimateCall, findServerTool, MessagesRequest } from '../../src/core/call.ts';
import { findAccess, isModelChoice, signHeaders } from '../../src/core/credential.ts';
import {
	findRule,
	parseAuthority,
	parseHostRule,
	readHostList,
	registries,
	type HostRule,
} from '../../src/core/hosts.ts';
import { findRoute, forwardHeaders, returnHeaders } from '../../src/core/routes.ts';

const asRequest = (body: object): MessagesRequest => MessagesRequest.parse({ model: 'm', ...body });

test('a run may ask for messages and the count of tokens, and nothing else', (t) => {
	t.is(findRoute('POST', '/v1/messages'), 'messages');
	t.is(findRoute('POST', '/v1/messages?beta=true'), 'messages');
	t.is(findRoute('POST', '/v1/messages/count_tokens?beta=true'), 'count-tokens');
	for (const target of [
		'/v1/messages/batches',
		'/v1/files',
		'/v1/organizations/api_keys',
		'/v1/messages?x=1',
		'/v1/messages/',
		'/v1//messages',
		'/v1/messages/../files',
		'/v1/%6dessages',
		'//v1/messages',
		'http://api.anthropic.com/v1/messages',
		'',
	]) {
		t.is(findRoute('POST', target), null, target);
	}
	t.is(findRoute('GET', '/v1/messages'), null);
});

test('neither the run’s key nor a connection’s headers go on, and an answer says nothing of the account', (t) => {
	const headers = {
		authorization: 'Bearer run',
		'x-api-key': 'run',
		host: '127.0.0.1',
		connection: 'close',
		cookie: 'a=b',
		'proxy-authorization': 'x',
		'x-forwarded-for': '1.1.1.1',
		'anthropic-version': '2023-06-01',
		'anthropic-beta': 'a,b',
		'x-stainless-os': 'Linux',
	};
	t.deepEqual(Object.keys(forwardHeaders(headers)), [
		'anthropic-version',
		'anthropic-beta',
		'x-stainless-os',
	]);
	t.deepEqual(
		Object.keys(
			returnHeaders({
				'content-type': 'x',
				'anthropic-organization-id': 'o',
				'set-cookie': ['a'],
				'retry-after': '3',
			}),
		),
		['content-type', 'retry-after'],
	);
});

test('a key is found in the order of the CLI, and where it can only sign by itself that is said', (t) => {
	t.like(findAccess({ ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_OAUTH_TOKEN: 'o' }), {
		kind: 'held',
		credential: { variable: 'ANTHROPIC_API_KEY', value: 'k' },
		upstream: 'https://api.anthropic.com',
	});
	t.like(
		findAccess({ ANTHROPIC_AUTH_TOKEN: 'a', ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://gate' }),
		{
			credential: { variable: 'ANTHROPIC_AUTH_TOKEN' },
			upstream: 'http://gate',
		},
	);
	t.like(findAccess({ ANTHROPIC_API_KEY: 'k', CLAUDE_CODE_USE_BEDROCK: '1' }), {
		kind: 'direct',
		why: 'signed-by-the-cli',
	});
	t.like(findAccess({ ANTHROPIC_API_KEY: ' ' }), { kind: 'direct', why: 'no-key' });
	t.like(findAccess({ ANTHROPIC_API_KEY: 'k', ANTHROPIC_CUSTOM_HEADERS: 'X-Gate: a:b\nbad line\nY: 2' }), {
		headers: { 'x-gate': 'a:b', y: '2' },
	});
});

test('each kind of key is presented in its own way', (t) => {
	t.deepEqual(signHeaders({ variable: 'ANTHROPIC_API_KEY', value: 'k' }, 'x'), { 'x-api-key': 'k' });
	t.deepEqual(signHeaders({ variable: 'ANTHROPIC_AUTH_TOKEN', value: 'k' }, 'x'), {
		authorization: 'Bearer k',
	});
	t.deepEqual(signHeaders({ variable: 'CLAUDE_CODE_OAUTH_TOKEN', value: 'k' }, 'x, y'), {
		authorization: 'Bearer k',
		'anthropic-beta': 'x,y,oauth-2025-04-20',
	});
});

test('names of models may be seen by a run, keys and addresses may not', (t) => {
	for (const name of [
		'ANTHROPIC_MODEL',
		'ANTHROPIC_SMALL_FAST_MODEL',
		'ANTHROPIC_DEFAULT_OPUS_MODEL',
		'ANTHROPIC_BETAS',
	])
		t.true(isModelChoice(name), name);
	for (const name of [
		'ANTHROPIC_API_KEY',
		'ANTHROPIC_AUTH_TOKEN',
		'ANTHROPIC_CUSTOM_HEADERS',
		'ANTHROPIC_BASE_URL',
		'AWS_SECRET_ACCESS_KEY',
		'HTTPS_PROXY',
	])
		t.false(isModelChoice(name), name);
});

test('tools that the provider carries out on the network are found', (t) => {
	const tool = (type: string) =>
		asRequest({
			tools: [
				{ name: 'x', input_schema: {} },
				{ type, name: 'y' },
			],
		});
	t.is(findServerTool(tool('web_fetch_20250910')), 'web_fetch_20250910');
	t.is(findServerTool(tool('web_search_20250305')), 'web_search_20250305');
	t.is(findServerTool(tool('code_execution_20250825')), 'code_execution_20250825');
	t.is(findServerTool(asRequest({ mcp_servers: [{ url: 'https://evil' }] })), 'mcp_servers');
	t.is(findServerTool(tool('custom')), null);
	t.is(findServerTool(asRequest({})), null);
});

test('a call is estimated by its text; what an earlier one had is read from the cache', (t) => {
	const content = 'x'.repeat(40_000);
	const cached = asRequest({
		max_tokens: 32_000,
		messages: [
			{
				role: 'user',
				content: [{ type: 'text', text: content, cache_control: { type: 'ephemeral', ttl: '1h' } }],
			},
		],
	});
	const first = estimateCall(cached, 0);
	t.true(first.likely.cacheWrite1h >= 10_000 && first.likely.cacheWrite1h < 10_100);
	t.is(first.likely.output, 1_000);
	t.is(first.most.output, 32_000);
	const second = estimateCall(cached, 9_000);
	t.is(second.likely.cacheRead, 9_000);
	t.is(second.likely.cacheWrite1h, first.likely.cacheWrite1h - 9_000);
	const plain = estimateCall(asRequest({ max_tokens: 10, messages: content }), 9_000);
	t.true(plain.likely.input >= 10_000, 'without a word of the cache it is read from nowhere');
	t.is(plain.likely.output, 10);
});

test('a picture counts as a picture, not as its characters', (t) => {
	const source = { type: 'base64', media_type: 'image/png', data: 'A'.repeat(1_000_000) };
	const { likely } = estimateCall(asRequest({ messages: [{ content: [{ type: 'image', source }] }] }), 0);
	t.true(likely.input < 3_000);
});

test('hosts are listed by their whole name, and by what is below it where a star says so', (t) => {
	const rules = ['registry.example.net', '*.example.org', 'git.corp:8443'].map(parseHostRule) as HostRule[];
	const isListed = (list: HostRule[], host: string, port: number): boolean =>
		findRule(list, host, port) !== null;
	t.true(isListed(rules, 'registry.example.net', 443));
	t.true(isListed(rules, 'Registry.Example.NET.', 443));
	t.true(isListed(rules, 'a.b.example.org', 443));
	t.true(isListed(rules, 'git.corp', 8443));
	for (const [host, port] of [
		['registry.example.net', 80],
		['registry.example.net', 22],
		['example.org', 443],
		['badexample.org', 443],
		['registry.example.net.evil.test', 443],
		['xregistry.example.net', 443],
		['git.corp', 443],
		['127.0.0.1', 443],
	] as const) {
		t.false(isListed(rules, host, port), host);
	}
	t.false(isListed([], 'registry.example.net', 443));
});

test('what is no entry of a list is none', (t) => {
	for (const text of ['', '*', '*.', 'a b', 'http://a.b', 'a/b', 'a:0', 'a:99999', '[::1]', 'a..b', '-\n'])
		t.is(parseHostRule(text), null, text);
	for (const name of registries) t.truthy(parseHostRule(name), name);
});

test('what a CONNECT asks for is a host and a port', (t) => {
	t.deepEqual(parseAuthority('a.b:443'), { host: 'a.b', port: 443 });
	t.deepEqual(parseAuthority('[::1]:443'), { host: '::1', port: 443 });
	for (const text of [
		'a.b',
		'a.b:',
		':443',
		'a b:443',
		'x@a:443',
		'a.b:443/x',
		'a.b:0',
		'a.b:70000',
		'a:b:443',
	])
		t.is(parseAuthority(text), null, text);
});

test('a project’s list may name the registries, nothing, or any host; what is no entry lets nothing through', (t) => {
	t.deepEqual(readHostList(['any', 'a.test']), { kind: 'any' });
	t.deepEqual(readHostList([]), { kind: 'listed', rules: [] });
	const list = readHostList(['registries', 'private:npm.corp:8443', 'https://evil.test', '*']);
	if (list.kind !== 'listed') return t.fail();
	t.is(list.rules.length, registries.length + 1);
	const mine = readHostList(['registries'], ['private:mirror.corp:443']);
	t.like(mine.kind === 'listed' && findRule(mine.rules, 'mirror.corp', 443), { inside: true });
	t.deepEqual(readHostList([], ['private:mirror.corp:443']), { kind: 'listed', rules: [] });
	t.like(findRule(list.rules, 'npm.corp', 8443), { inside: true });
	t.like(findRule(list.rules, 'pypi.org', 443), { inside: false });
	t.is(findRule(list.rules, 'evil.test', 443), null);
});
