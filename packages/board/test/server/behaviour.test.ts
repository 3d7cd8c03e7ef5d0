import asana from 'asana';
import test from 'ava';
import { makeProject, startBoard } from '../helpers/board.ts';

test('the free plan answers 402 where Asana does, and works otherwise', async (t) => {
	await using board = await startBoard({ plan: 'free' });
	const { gid: project } = await makeProject(board);
	const { body } = await board.fetch('POST', '/tasks', { name: 't', projects: [project] });
	const paid: readonly [string, string, object?][] = [
		['POST', '/custom_fields', { workspace: board.workspace, name: 'F', resource_subtype: 'text' }],
		['GET', `/projects/${project}/custom_field_settings`],
		['GET', `/workspaces/${board.workspace}/tasks/search?text=t`],
		['POST', `/tasks/${body.data.gid}/addDependencies`, { dependencies: [body.data.gid] }],
		['PUT', `/tasks/${body.data.gid}`, { custom_fields: {} }],
		['GET', `/portfolios?workspace=${board.workspace}`],
	];
	for (const [method, path, data] of paid) t.is((await board.fetch(method, path, data)).status, 402, path);
	const { body: refusal } = await board.fetch('GET', `/workspaces/${board.workspace}/custom_fields`);
	t.is(refusal.errors[0].message, 'Custom Fields are not available for free users or guests.');
	t.is((await board.fetch('POST', `/tasks/${body.data.gid}/stories`, { text: 'hello' })).status, 201);
});

test('beyond the limit a token is told to wait', async (t) => {
	await using board = await startBoard({ rateLimit: 3 });
	for (let count = 0; count < 3; count++) t.is((await board.fetch('GET', '/users/me')).status, 200);
	const reply = await board.fetch('GET', '/users/me');
	t.is(reply.status, 429);
	t.true(Number(reply.headers.get('retry-after')) > 0);
	t.is((await new asana.UsersApi(board.bot).getUser('me', {})).data.name, 'Aegis');
});

test('faults: a lost reply has been applied, a failed request has not', async (t) => {
	await using board = await startBoard({ faults: true });
	const { gid: project } = await makeProject(board);
	const fault = (command: object) =>
		fetch(`${board.board.url}/_faults`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(command),
		});
	const names = async () =>
		(await board.fetch('GET', `/tasks?project=${project}&opt_fields=name`)).body.data.map(
			({ name }: { name: string }) => name,
		);
	const create = (name: string) => board.fetch('POST', '/tasks', { name, projects: [project] });

	await fault({ method: 'POST', path: '/tasks', drop: true });
	await t.throwsAsync(() => create('dropped'));
	await fault({ path: '/tasks', status: 503 });
	t.is((await create('failed')).status, 503);
	await fault({ path: '/tasks', status: 429, retryAfter: '7', times: 2 });
	t.is((await create('limited')).headers.get('retry-after'), '7');
	t.is((await create('limited')).status, 429);
	t.deepEqual(await names(), ['dropped']);

	const { sync } = (await board.fetch('GET', `/events?resource=${project}`)).body;
	await fault({ expireTokens: true });
	t.is((await board.fetch('GET', `/events?resource=${project}&sync=${sync}`)).status, 412);
	await fault({ path: '/users', status: 500, times: 5 });
	await fault({ clear: true });
	t.is((await board.fetch('GET', '/users/me')).status, 200);
	await using calm = await startBoard();
	t.is((await fetch(`${calm.board.url}/_faults`, { method: 'POST' })).status, 404);
});

test('the page is served under a strict policy, and works for its own origin alone', async (t) => {
	await using board = await startBoard();
	const { gid: project } = await makeProject(board);
	const page = await fetch(board.board.url);
	const policy = page.headers.get('content-security-policy') ?? '';
	for (const rule of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"])
		t.true(policy.includes(rule), rule);
	t.notRegex(await page.text(), /<script>|onclick=|style=/);

	const { url, apiUrl, seeds } = board.board;
	const order = (headers: Record<string, string>) =>
		fetch(`${apiUrl}/tasks`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...headers },
			body: JSON.stringify({ data: { name: 'by the page', projects: [project] } }),
		});
	t.is((await order({ origin: 'http://evil.example' })).status, 401);
	t.is((await order({ origin: url, 'sec-fetch-site': 'cross-site' })).status, 401);
	t.is((await order({})).status, 401, 'no page named');
	const own = await order({ origin: url, 'sec-fetch-site': 'same-origin' });
	t.is(own.status, 201);
	const { data } = (await own.json()) as { data: { gid: string } };
	const { body } = await board.fetch('GET', `/tasks/${data.gid}?opt_fields=created_by`);
	t.is(body.data.created_by.gid, seeds.person.gid, 'as the person, never as the bot');
	const foreign = await fetch(`${url}/live/projects`, { headers: { 'sec-fetch-site': 'cross-site' } });
	t.is(foreign.status, 401);
});
