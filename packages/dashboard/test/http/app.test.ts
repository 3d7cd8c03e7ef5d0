import { readdirSync } from 'node:fs';
import test from 'ava';
import type { CardDetailView } from '@aegis/shared/api';
import { emptyStatus, runOf } from '@aegis/shared/testing';
import { buildTestApp } from '../helpers/test-app.ts';
import { startFakeMaster } from '../helpers/fake-master.ts';
import { makeTempHome } from '../helpers/temp-home.ts';
import { busyStatus, detailOf } from '../helpers/views.ts';

const token = 'a-token-of-the-dashboard';
const local = { host: 'localhost:4173' };

/** Every route of the dashboard, with a path that reaches it. A new route must be added here. */
const routes: Record<string, string> = {
	'/': '/',
	'/cards': '/cards',
	'/cards/:gid': '/cards/1',
	'/metrics': '/metrics',
	'/projects': '/projects',
	'/doctor': '/doctor',
	'/runs/:runId': '/runs/run-1',
	'/api/runs/:runId/transcript': '/api/runs/run-1/transcript',
	'/healthz': '/healthz',
	'/readyz': '/readyz',
	'/api/v1/status': '/api/v1/status',
	'/api/v1/cards': '/api/v1/cards',
	'/api/v1/cards/:gid': '/api/v1/cards/1',
	'/api/v1/cards/:gid/effects': '/api/v1/cards/1/effects',
	'/api/v1/cards/:gid/changes': '/api/v1/cards/1/changes',
	'/api/v1/runs': '/api/v1/runs',
	'/api/v1/runs/:runId/transcript': '/api/v1/runs/run-1/transcript',
	'/api/v1/runs/:runId/prompt': '/api/v1/runs/run-1/prompt',
	'/api/v1/runs/:runId/checks': '/api/v1/runs/run-1/checks',
	'/api/v1/orders/:id': '/api/v1/orders/o1',
	'/api/v1/metrics': '/api/v1/metrics',
	'/api/v1/doctor': '/api/v1/doctor',
	'/api/v1/events': '/api/v1/events',
	'/api/v1/openapi.json': '/api/v1/openapi.json',
	'/queues': '/queues',
	'/queues/*': '/queues/api/queues',
	'/door/me': '/door/me',
};

/** Every route that takes an order. */
const orders = ['/api/v1/pause', '/api/v1/resume', '/api/v1/cards/:gid/orders'];

test('the routes are the ones the tests know', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	await built.app.ready();

	const found = new Set(Object.keys(routes).filter((url) => built.app.hasRoute({ method: 'GET', url })));
	t.deepEqual(found, new Set(Object.keys(routes)));
	const leaves = built.app.printRoutes({ commonPrefix: false }).match(/\((GET|HEAD|[A-Z, ]+)\)/g) ?? [];
	const reads = leaves.filter((methods) => /^\((GET, HEAD|HEAD, GET)\)$/.test(methods));
	// Beside them each file of the page has a route of its own.
	const files = readdirSync(new URL('../../page/built/', import.meta.url));
	t.is(reads.length, Object.keys(routes).length + files.length);
	// The door's own: by a link, by a secret, and out.
	const doors = ['(GET)', '(POST)', '(POST)'];
	t.deepEqual(
		leaves.filter((methods) => !reads.includes(methods)).toSorted(),
		[...doors, ...orders.map(() => '(POST)')].toSorted(),
	);
	for (const url of orders) t.true(built.app.hasRoute({ method: 'POST', url }), url);
});

test('no route but the health check answers without a secret', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home, { password: token });
	const open = ['/healthz', '/readyz'];
	const wrong = 'Bearer wrong';
	for (const [route, url] of Object.entries(routes)) {
		const none = await built.app.inject({ url, headers: local });
		t.is(none.statusCode === 401, !open.includes(route), url);
	}
	for (const url of orders) {
		for (const headers of [
			local,
			{ ...local, origin: 'http://localhost:4173' },
			{ ...local, authorization: wrong },
		])
			t.is((await built.app.inject({ method: 'POST', url, headers })).statusCode, 401, url);
	}
	t.is((await built.app.inject({ url: '/nowhere', headers: local })).statusCode, 401);
});

test('a program sends the secret of the home, or the one the operator chose', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home, { password: token });
	for (const authorization of [
		built.bearer.authorization,
		`Bearer ${token}`,
		`Basic ${btoa(`anyone:${token}`)}`,
	]) {
		t.is((await built.app.inject({ url: '/', headers: { ...local, authorization } })).statusCode, 200);
	}
});

test('no route answers to a foreign name, and no foreign page gives an order', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	for (const url of [...Object.values(routes), '/nowhere']) {
		const named = await built.app.inject({ url, headers: { host: 'evil.test', ...built.bearer } });
		t.is(named.statusCode, 421, url);
		for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const) {
			const own = await built.app.inject({ method, url, headers: { ...local, ...built.bearer } });
			t.is(own.statusCode, 404, `${method} ${url}`);
			const foreign = await built.app.inject({
				method,
				url,
				headers: { ...local, ...built.bearer, origin: 'http://evil.test' },
			});
			t.is(foreign.statusCode, 403, `${method} ${url} from elsewhere`);
			t.is(foreign.headers['access-control-allow-origin'], undefined);
		}
	}
});

test('who may look gives no orders', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	const opened = await built.app.inject({
		url: new URL(built.link('http://localhost:4173', 'view')).pathname,
		headers: local,
	});
	const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
	t.is((await built.app.inject({ url: '/', headers: { ...local, cookie } })).statusCode, 200);
	const headers = { ...local, cookie, origin: 'http://localhost:4173' };
	for (const url of orders)
		t.is((await built.app.inject({ method: 'POST', url, headers })).statusCode, 403, url);
});

test('the page may run its own scripts only and may not be framed', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	const page = await built.app.inject({ url: '/', headers: { ...local, ...built.bearer } });
	t.is(page.statusCode, 200);
	t.regex(
		String(page.headers['content-security-policy']),
		/default-src 'none'; script-src 'self'.*require-trusted-types-for 'script'; trusted-types 'none'.*frame-ancestors 'none'/,
	);
	t.notRegex(String(page.headers['content-security-policy']), /unsafe/);
	t.notRegex(page.body, /<script(?![^>]* src=)|<style|\son\w+=/i);
});

test('static files stay within their folder', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	for (const url of [
		'/../package.json',
		'/%2e%2e/package.json',
		'/..%2fpackage.json',
		'/src/main.tsx',
		'/cards/..%2f..%2fpackage.json',
	]) {
		const answer = await built.app.inject({ url, headers: { ...local, ...built.bearer } });
		t.false(answer.body.includes('@aegis/dashboard'), url);
		t.false(answer.body.includes('createRoot'), url);
	}
});

test('the API hands the master’s views through', async (t) => {
	using home = makeTempHome();
	const status = busyStatus();
	await using master = await startFakeMaster(home, status);
	const detail: CardDetailView = detailOf({ runs: [runOf({})] });
	master.cards.set('1', detail);
	master.runs = [runOf({ runId: 'r9' })];
	await using built = await buildTestApp(home);
	const get = async (url: string) => built.app.inject({ url, headers: { ...local, ...built.bearer } });

	t.deepEqual((await get('/api/v1/status')).json(), status);
	t.deepEqual((await get('/api/v1/cards/1')).json(), detail);
	t.is((await get('/api/v1/cards/2')).statusCode, 404);
	t.is((await get('/api/v1/cards/..%2fstatus')).statusCode, 400);
	t.deepEqual((await get('/api/v1/runs?limit=7')).json(), master.runs);
	t.is((await get('/api/v1/runs?limit=9999')).statusCode, 400);
	t.deepEqual(master.limits, [7]);
});

test('a link to a run, as comments have it, leads to its transcript', async (t) => {
	using home = makeTempHome();
	await using master = await startFakeMaster(home, busyStatus());
	master.runs = [runOf({ runId: 'r9', cardGid: '4' })];
	await using built = await buildTestApp(home);
	const get = async (url: string) => built.app.inject({ url, headers: { ...local, ...built.bearer } });
	for (const url of ['/runs/r9', '/api/runs/r9/transcript'])
		t.is((await get(url)).headers.location, '/cards/4?tab=transcript&run=r9');
	t.is((await get('/runs/unknown')).headers.location, '/');
});

test('a master that is down is said to be, with the fix, and found again when it is back', async (t) => {
	using home = makeTempHome();
	await using built = await buildTestApp(home);
	const get = async () => built.app.inject({ url: '/api/v1/status', headers: { ...local, ...built.bearer } });

	const down = await get();
	t.is(down.statusCode, 503);
	t.is(down.json<{ error: { code: string } }>().error.code, 'MASTER_UNREACHABLE');
	t.regex(down.json<{ error: { fix: string } }>().error.fix, /aegis up/);
	t.is((await built.app.inject({ url: '/healthz', headers: { ...local, ...built.bearer } })).statusCode, 200);

	await using master = await startFakeMaster(home, emptyStatus());
	t.deepEqual((await get()).json(), master.status);
});

test('a master that answers nonsense is an error without its inside', async (t) => {
	using home = makeTempHome();
	await using master = await startFakeMaster(home, { nonsense: true } as never);
	await using built = await buildTestApp(home);
	const answer = await built.app.inject({ url: '/api/v1/status', headers: { ...local, ...built.bearer } });
	t.is(answer.statusCode, 500);
	t.deepEqual(answer.json(), {
		error: { code: 'REQUEST_FAILED', message: 'The request could not be answered.' },
	});
	t.truthy(master);
});
