import test from 'ava';
import { isLoopback, judgeApproach, type Approach } from '../../../src/door/core/judge.ts';

const read: Approach = {
	method: 'GET',
	host: '127.0.0.1:4173',
	origin: undefined,
	fetchSite: undefined,
	fetchMode: undefined,
	proof: 'cookie',
	role: 'operate',
	open: false,
};
const place = { boundTo: '127.0.0.1', hosts: [] };

test('only this machine has loopback names', (t) => {
	for (const name of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', '::1', 'LOCALHOST'])
		t.true(isLoopback(name));
	for (const name of ['0.0.0.0', 'localhost.evil.test', '127.0.0.1.evil.test', '1127.0.0.1', ''])
		t.false(isLoopback(name), name);
});

test('a server bound to the loopback answers to its names, one bound elsewhere to any well-formed one', (t) => {
	for (const host of ['evil.test', '0.0.0.0:4173', '', 'localhost:4173@evil.test', undefined])
		t.like(judgeApproach({ ...read, host }, place), { allowed: false, status: 421 });
	const wide = { boundTo: '0.0.0.0', hosts: [] };
	t.true(judgeApproach({ ...read, host: 'aegis.example' }, wide).allowed);
	t.like(judgeApproach({ ...read, host: 'a b' }, wide), { allowed: false, status: 421 });
});

test('an order needs the role whatever page sends it', (t) => {
	const order: Approach = { ...read, method: 'POST', origin: 'http://127.0.0.1:4173' };
	t.true(judgeApproach(order, place).allowed);
	t.like(judgeApproach({ ...order, role: null, proof: 'none' }, place), { status: 401 });
	t.like(judgeApproach({ ...order, role: 'view' }, place), { status: 403, code: 'ROLE_REFUSED' });
	t.like(judgeApproach({ ...order, origin: undefined }, place), { status: 403 });
	t.true(judgeApproach({ ...order, origin: undefined, proof: 'secret' }, place).allowed);
	t.like(judgeApproach({ ...order, origin: undefined, fetchSite: 'cross-site', proof: 'secret' }, place), {
		status: 403,
	});
});
