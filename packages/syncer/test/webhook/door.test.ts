import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import test from 'ava';
import { createLogger } from '@aegis/shared/log';
import { takePort } from '@aegis/shared/testing';
import { Door } from '../../src/webhook/door.ts';

const log = createLogger('test', { level: 'silent' });
const path = '/asana/1/part-of-the-path';
const signature = 'a'.repeat(64);

async function open(): Promise<{ door: Door; port: number; asked: () => number } & AsyncDisposable> {
	const { port, ...taken } = await takePort();
	await taken[Symbol.asyncDispose]();
	let asked = 0;
	const ask = async () => {
		asked += 1;
		return { id: 'k', status: 200, echo: null };
	};
	const door = new Door({ host: '127.0.0.1', port, log, ask });
	await door.open();
	return { door, port, asked: () => asked, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}

async function send(port: number, text: string): Promise<Socket> {
	const socket = connect(port, '127.0.0.1');
	socket.on('error', () => {});
	await once(socket, 'connect');
	if (text !== '') socket.write(text);
	socket.resume();
	return socket;
}

const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nx-hook-signature: ${signature}\r\n`;

test('who is slow with its headers, with its body, or silent is cut off, and others are served', async (t) => {
	await using house = await open();
	const slow = await Promise.all([
		...Array.from({ length: 60 }, () => send(house.port, 'POST ')),
		...Array.from({ length: 60 }, () => send(house.port, `${head}content-length: 100\r\n\r\n{"ev`)),
		...Array.from({ length: 60 }, () => send(house.port, '')),
	]);
	const headers = { 'x-hook-signature': signature };
	const answer = await fetch(`http://127.0.0.1:${house.port}${path}`, {
		method: 'POST',
		headers,
		body: '{}',
	});
	t.is(answer.status, 200);
	// Each ends by itself: nobody here closes one.
	await Promise.all(slow.filter((socket) => !socket.closed).map((socket) => once(socket, 'close')));
	t.is(house.asked(), 1, 'nothing of them was handed on');
});

test('too long headers and too long bodies are refused unread', async (t) => {
	await using house = await open();
	const url = `http://127.0.0.1:${house.port}${path}`;
	const long = { 'x-hook-signature': signature, 'x-long': 'x'.repeat(9_000) };
	t.is((await fetch(url, { method: 'POST', headers: long })).status, 431);
	const body = 'x'.repeat(1024 * 1024 + 1);
	const answer = await fetch(url, { method: 'POST', headers: { 'x-hook-signature': signature }, body }).catch(
		() => null,
	);
	t.true(answer === null || answer.status === 413);
	for (const bad of ['', 'a'.repeat(63), 'ä'.repeat(32), `${'a'.repeat(64)},${'a'.repeat(64)}`])
		t.is((await fetch(url, { method: 'POST', headers: { 'x-hook-signature': encodeURI(bad) } })).status, 401);
	t.is(house.asked(), 0);
});
