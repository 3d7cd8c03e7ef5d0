import test from 'ava';
import * as fc from 'fast-check';
import { isLoopback, judgeRequest, type GuardedRequest } from '../../src/core/request-guard.ts';

const read: GuardedRequest = {
	method: 'GET',
	host: 'localhost:4173',
	origin: undefined,
	fetchSite: undefined,
	takesOrders: false,
};
const open = { hasToken: false };

function statusOf(request: Partial<GuardedRequest>, options = open): number {
	const verdict = judgeRequest({ ...read, ...request }, options);
	return verdict.allowed ? 200 : verdict.status;
}

test('a read that names this machine is allowed, through any port', (t) => {
	for (const host of [
		'localhost',
		'localhost:9',
		'127.0.0.1:4173',
		'127.8.8.8',
		'[::1]:4173',
		'LOCALHOST:1',
	]) {
		t.is(statusOf({ host }), 200, host);
	}
});

test('a read that names another machine is refused: its name may point here', (t) => {
	const names = [
		'evil.test',
		'127.0.0.1.evil.test',
		'localhost.evil.test:4173',
		'evil.test:4173',
		'0.0.0.0:4173',
		'192.168.1.5',
		'[::ffff:127.0.0.1]',
		'user@localhost',
		'localhost:4173@evil.test',
		'localhost:port',
		'',
	];
	for (const host of names) t.is(statusOf({ host }), 421, host);
	t.is(statusOf({ host: undefined }), 421);
});

test('with a token every well-formed name is served', (t) => {
	t.is(statusOf({ host: 'aegis.example:80' }, { hasToken: true }), 200);
	t.is(statusOf({ host: 'a b' }, { hasToken: true }), 421);
});

test('anything but a read from another site is refused as foreign', (t) => {
	for (const origin of ['http://evil.test', 'null', 'http://localhost:4174', 'https://localhost']) {
		t.is(statusOf({ method: 'POST', origin }), 403, origin);
	}
	t.is(statusOf({ method: 'POST', fetchSite: 'cross-site' }), 403);
	t.is(statusOf({ method: 'POST', fetchSite: 'same-site' }), 403);
});

test('an order is taken from our own page, and from a program only with the token', (t) => {
	const order = { method: 'POST', takesOrders: true };
	t.is(statusOf({ ...order, origin: 'http://localhost:4173', fetchSite: 'same-origin' }), 200);
	t.is(statusOf(order), 403);
	t.is(statusOf(order, { hasToken: true }), 200);
	for (const hasToken of [false, true]) {
		t.is(statusOf({ ...order, origin: 'http://evil.test' }, { hasToken }), 403);
		t.is(statusOf({ ...order, fetchSite: 'cross-site' }, { hasToken }), 403);
		t.is(statusOf({ ...order, method: 'PUT', origin: 'http://localhost:4173' }, { hasToken }), 405);
	}
	t.is(statusOf({ ...order, host: 'evil.test', origin: 'http://evil.test' }), 421);
});

test('anything else is refused even from our own page, and from a program', (t) => {
	t.is(statusOf({ method: 'POST', origin: 'http://localhost:4173' }), 405);
	t.is(statusOf({ method: 'PATCH', fetchSite: 'same-origin' }), 405);
	t.is(statusOf({ method: 'DELETE' }), 405);
});

test('whatever is sent, where no orders are taken nothing but GET and HEAD is allowed', (t) => {
	const text = fc.option(fc.string(), { nil: undefined });
	const request = fc.record({
		method: fc.string(),
		host: text,
		origin: text,
		fetchSite: text,
		takesOrders: fc.constant(false),
	});
	fc.assert(
		fc.property(request, fc.boolean(), (sent, hasToken) => {
			const { allowed } = judgeRequest(sent, { hasToken });
			return !allowed || sent.method === 'GET' || sent.method === 'HEAD';
		}),
	);
	t.pass();
});

test('loopback is told from the rest', (t) => {
	t.true(['127.0.0.1', 'localhost', '::1', '[::1]'].every(isLoopback));
	t.false(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.test', '1270.0.0.1'].some(isLoopback));
});
