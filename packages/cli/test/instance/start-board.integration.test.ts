import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { Supervisor } from '@aegis/shared/supervision';
import { recallPort } from '../../src/instance/remembered-port.ts';
import { startBoard } from '../../src/instance/start-board.ts';
import { createFolder } from '../helpers/temporary.ts';

async function takePort(): Promise<{ server: Server; port: number }> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { server, port: (server.address() as AddressInfo).port };
}

test.serial('a board whose port was taken since it was looked at starts on another', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run, { mode: 0o700 });
	const { server, port } = await takePort();
	const givenUp: string[] = [];
	await using supervisor = new Supervisor({
		folder: home.run,
		log: createLogger('test', { level: 'silent' }),
		onGiveUp: (name) => givenUp.push(name),
	});

	const board = await startBoard(supervisor, { home, env: process.env, port, asked: false });

	const another = Number(new URL(board.url).port);
	t.not(another, port);
	t.is(recallPort(home, 'board'), another);
	t.deepEqual(givenUp, []);
	server.close();
});

test.serial('a port a person asked for is not exchanged', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run, { mode: 0o700 });
	const { server, port } = await takePort();
	const givenUp: string[] = [];
	await using supervisor = new Supervisor({
		folder: home.run,
		log: createLogger('test', { level: 'silent' }),
		onGiveUp: (name) => givenUp.push(name),
	});

	await t.throwsAsync(startBoard(supervisor, { home, env: process.env, port, asked: true }), {
		code: 'BOARD_NOT_READY',
	});
	t.deepEqual(givenUp, ['board']);
	server.close();
});
