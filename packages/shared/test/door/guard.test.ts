import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import Fastify, { type FastifyInstance } from 'fastify';
import { guardDoor, issueLink, openSecrets, type DoorOptions, type Door } from '../../src/door.ts';

const url = 'http://127.0.0.1:4173';
const host = { host: '127.0.0.1:4173' };
const ours = { ...host, origin: url };

interface House extends Disposable {
	readonly app: FastifyInstance;
	readonly folder: string;
	readonly door: Door;
}

function build(options: Partial<DoorOptions> = {}): House {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-door-'));
	const app = Fastify();
	const door = guardDoor(app, {
		folder,
		name: 'dashboard',
		boundTo: '127.0.0.1',
		isOpen: (route) => route === '/healthz',
		...options,
	});
	app.get('/healthz', () => ({ ok: true }));
	app.get('/', () => 'the page');
	app.get('/api/status', (request) => ({ role: door.roleOf(request) }));
	app.post('/api/pause', () => ({ told: true }));
	return { app, folder, door, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

async function enter({ app, folder }: House, role: 'view' | 'operate' = 'operate'): Promise<string> {
	const link = issueLink(folder, { door: 'dashboard', url, role });
	const opened = await app.inject({ url: new URL(link).pathname, headers: host });
	return String(opened.headers['set-cookie']).split(';')[0] ?? '';
}

test('nothing but the sign of life answers without a secret, not even what does not exist', async (t) => {
	using house = build();
	for (const path of ['/', '/api/status', '/nowhere', '/door/me'])
		t.is((await house.app.inject({ url: path, headers: host })).statusCode, 401, path);
	for (const headers of [ours, host, { ...host, authorization: 'Bearer ' }, { ...host, cookie: 'a=b' }])
		t.is((await house.app.inject({ method: 'POST', url: '/api/pause', headers })).statusCode, 401);
	t.is((await house.app.inject({ url: '/healthz', headers: host })).statusCode, 200);
});

test('a link opens a session once, and the session reads and orders from its own page', async (t) => {
	using house = build();
	const link = issueLink(house.folder, { door: 'dashboard', url, path: '/#card-1' });
	const path = new URL(link).pathname;
	t.is((await house.app.inject({ method: 'HEAD', url: path, headers: host })).statusCode, 401);
	const early = await house.app.inject({ url: path, headers: { ...host, 'sec-purpose': 'prefetch' } });
	t.is(early.statusCode, 401);

	const opened = await house.app.inject({ url: path, headers: host });
	t.is(opened.statusCode, 303);
	t.is(opened.headers.location, '/#card-1');
	const header = String(opened.headers['set-cookie']);
	t.regex(header, /; HttpOnly; SameSite=Strict$/);
	const cookie = header.split(';')[0] ?? '';

	t.is((await house.app.inject({ url: path, headers: host })).statusCode, 401);
	t.is((await house.app.inject({ url: path, headers: { ...host, cookie } })).statusCode, 303);
	t.deepEqual((await house.app.inject({ url: '/api/status', headers: { ...host, cookie } })).json(), {
		role: 'operate',
	});
	const order = { method: 'POST', url: '/api/pause' } as const;
	t.is((await house.app.inject({ ...order, headers: { ...ours, cookie } })).statusCode, 200);
	t.is((await house.app.inject({ ...order, headers: { ...host, cookie } })).statusCode, 403);
	for (const origin of ['http://evil.test', 'null', 'http://127.0.0.1:3000'])
		t.is((await house.app.inject({ ...order, headers: { ...host, cookie, origin } })).statusCode, 403);
});

test('a viewer looks and gives no orders', async (t) => {
	using house = build();
	const cookie = await enter(house, 'view');
	t.is((await house.app.inject({ url: '/', headers: { ...host, cookie } })).statusCode, 200);
	const order = { method: 'POST', url: '/api/pause' } as const;
	t.is((await house.app.inject({ ...order, headers: { ...ours, cookie } })).statusCode, 403);
	const { view, operate } = openSecrets(house.folder);
	const bearer = (secret: string) => ({ ...host, authorization: `Bearer ${secret}` });
	t.is((await house.app.inject({ ...order, headers: bearer(view) })).statusCode, 403);
	t.is((await house.app.inject({ ...order, headers: bearer(operate) })).statusCode, 200);
});

test('a foreign name is not answered, and a page of another port reads nothing', async (t) => {
	using house = build({ hosts: ['aegis.example'] });
	const cookie = await enter(house);
	t.is((await house.app.inject({ url: '/', headers: { host: 'evil.test', cookie } })).statusCode, 421);
	t.is((await house.app.inject({ url: '/', headers: { host: 'aegis.example', cookie } })).statusCode, 200);
	for (const site of ['cross-site', 'same-site']) {
		const embedded = { ...host, cookie, 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors' };
		t.is((await house.app.inject({ url: '/api/status', headers: embedded })).statusCode, 403);
		const followed = { ...embedded, 'sec-fetch-mode': 'navigate' };
		t.is((await house.app.inject({ url: '/', headers: followed })).statusCode, 200);
	}
});

test('a browser without a session is shown how to get one; coming from elsewhere it tries again first', async (t) => {
	using house = build();
	const headers = { ...host, accept: 'text/html' };
	const page = await house.app.inject({ url: '/', headers });
	t.is(page.statusCode, 401);
	t.true(page.body.includes('aegis open'));
	t.false(page.body.includes('http-equiv="refresh"'));
	t.regex(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
	const linked = { ...headers, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
	t.true((await house.app.inject({ url: '/', headers: linked })).body.includes('http-equiv="refresh"'));
});

test('a pasted secret opens a session; leaving ends it in this browser', async (t) => {
	using house = build();
	const { view } = openSecrets(house.folder);
	const form = { ...ours, 'content-type': 'application/x-www-form-urlencoded' };
	const paste = (secret: string, headers: object) =>
		house.app.inject({ method: 'POST', url: '/door', headers: { ...headers }, payload: `secret=${secret}` });
	t.is((await paste('wrong', form)).statusCode, 401);
	t.is((await paste(view, { ...form, origin: 'http://evil.test' })).statusCode, 403);
	const opened = await paste(view, form);
	t.is(opened.statusCode, 303);
	const cookie = String(opened.headers['set-cookie']).split(';')[0] ?? '';
	t.deepEqual((await house.app.inject({ url: '/door/me', headers: { ...host, cookie } })).json(), {
		role: 'view',
	});
	const left = await house.app.inject({ method: 'POST', url: '/door/leave', headers: { ...ours, cookie } });
	t.regex(String(left.headers['set-cookie']), /Max-Age=0/);
});

test('guesses are limited, and who guesses locks out nobody with what Aegis made', async (t) => {
	let now = 1_000;
	using house = build({ password: 'chosen-by-operator', now: () => now });
	const ask = (secret: string) =>
		house.app.inject({ url: '/', headers: { ...host, authorization: `Bearer ${secret}` } });
	t.is((await ask('chosen-by-operator')).statusCode, 200);
	for (let guess = 0; guess < 10; guess++) t.is((await ask(`guess-${guess}`)).statusCode, 401);
	const refused = await ask('chosen-by-operator');
	t.is(refused.statusCode, 429);
	t.is(refused.headers['retry-after'], '60');
	t.is((await house.app.inject({ url: '/door/guess', headers: host })).statusCode, 429);
	t.is((await ask(openSecrets(house.folder).operate)).statusCode, 200);
	now += 60_000;
	t.is((await ask('chosen-by-operator')).statusCode, 200);
});

test('a session of another door, of other secrets, too old or altered opens nothing', async (t) => {
	let now = 1_000;
	using house = build({ now: () => now });
	using other = build();
	const cookie = await enter(house, 'view');
	const status = async (value: string) =>
		(await house.app.inject({ url: '/', headers: { ...host, cookie: value } })).statusCode;
	t.is(await status(cookie), 200);
	t.is(await status(cookie.replace('=view', '=operate')), 401);
	t.is(await status(`${cookie.split('=')[0]}=${(await enter(other)).split('=')[1]}`), 401);
	const link = issueLink(house.folder, { door: 'board', url });
	t.is((await house.app.inject({ url: new URL(link).pathname, headers: host })).statusCode, 401);
	now += 31 * 24 * 3_600_000;
	t.is(await status(cookie), 401);
});

test('secrets are made once, for their owner alone, and no link lies in the clear', (t) => {
	using house = build();
	const file = join(house.folder, 'secrets.json');
	t.is(statSync(file).mode & 0o777, 0o600);
	t.is(statSync(house.folder).mode & 0o777, 0o700);
	t.deepEqual(openSecrets(house.folder), openSecrets(house.folder));
});

test('a link too old opens nothing', async (t) => {
	using house = build();
	const link = issueLink(house.folder, { door: 'dashboard', url }, Date.now() - 13 * 3_600_000);
	t.is((await house.app.inject({ url: new URL(link).pathname, headers: host })).statusCode, 401);
});
