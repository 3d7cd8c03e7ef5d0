import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import test from 'ava';
import { TcpProxy } from '../../src/proxy/tcp-proxy.ts';
import { waitFor } from '../../src/installation/wait.ts';

/** A server that says back what it hears, and a client that reaches it through a proxy. */
async function openRoom() {
	const stack = new AsyncDisposableStack();
	const heard: string[] = [];
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			heard.push(String(chunk));
			socket.write(chunk);
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	stack.defer(async () => {
		server.close();
		await once(server, 'close');
	});
	const proxy = stack.use(await TcpProxy.open({ port: (server.address() as AddressInfo).port }));
	const open = async (): Promise<{ socket: Socket; answers: string[]; errors: string[] }> => {
		const socket = connect({ port: proxy.port, host: '127.0.0.1' });
		await once(socket, 'connect');
		const answers: string[] = [];
		const errors: string[] = [];
		socket.on('data', (chunk) => answers.push(String(chunk)));
		socket.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
		return { socket, answers, errors };
	};
	return { proxy, heard, open, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('in fair weather everything passes in both directions', async (t) => {
	await using room = await openRoom();
	const { socket, answers } = await room.open();
	socket.write('hello');
	await waitFor('the echo', () => answers.join('') === 'hello');
	t.is(room.proxy.connections, 1);
});

test('what is late keeps its order, also when the line gets better on the way', async (t) => {
	await using room = await openRoom();
	const { socket, answers } = await room.open();
	room.proxy.set({ latencyMs: 200 });
	socket.write('a');
	await waitFor('a is on its way', async () => room.proxy.connections === 1);
	await new Promise((resolve) => setTimeout(resolve, 20));
	room.proxy.set({});
	socket.write('b');
	await waitFor('both', () => answers.join('').length === 2);
	t.is(room.heard.join(''), 'ab');
});

test('a black hole in one direction lets the other pass, and nobody is told', async (t) => {
	await using room = await openRoom();
	const { socket, answers, errors } = await room.open();
	room.proxy.set({ lost: ['to-client'] });
	socket.write('hello');
	await waitFor('the server has heard it', () => room.heard.join('') === 'hello');
	t.deepEqual(answers, []);
	t.deepEqual(errors, []);
	room.proxy.set({});
	await waitFor('a link that lost something is cut', () => errors.includes('ECONNRESET') || socket.destroyed);
	const again = await room.open();
	again.socket.write('anew');
	await waitFor('the echo over a new link', () => again.answers.join('') === 'anew');
});

test('a trickle passes no more than it may', async (t) => {
	await using room = await openRoom();
	const { socket, answers } = await room.open();
	room.proxy.set({ bytesPerSecond: 1_000 });
	const startedAt = performance.now();
	for (let index = 0; index < 10; index++) {
		socket.write('x'.repeat(20));
		await new Promise((resolve) => setTimeout(resolve, 1));
	}
	await waitFor('all of it', () => answers.join('').length === 200);
	t.true(performance.now() - startedAt >= 200);
});

test('a reset is one', async (t) => {
	await using room = await openRoom();
	const { socket, errors } = await room.open();
	await waitFor('the link', () => room.proxy.connections === 1);
	room.proxy.reset();
	await waitFor('the cut', () => socket.destroyed);
	t.deepEqual(errors, ['ECONNRESET']);
	await waitFor('nothing is left of it', () => room.proxy.connections === 0);
});
