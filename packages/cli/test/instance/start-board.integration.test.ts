import { mkdirSync } from 'node:fs';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { Supervisor } from '@aegis/shared/supervision';
import { takePort } from '@aegis/shared/testing';
import { recallPort } from '../../src/instance/remembered-port.ts';
import { startBoard } from '../../src/instance/start-board.ts';
import { createFolder } from '../helpers/temporary.ts';

/** A home whose board's port another program has, and a supervisor that says what it gave up. */
async function openRoom() {
	await using stack = new AsyncDisposableStack();
	const folder = stack.use(createFolder());
	const home = locateHome(folder.path);
	mkdirSync(home.run, { mode: 0o700 });
	const { port } = stack.use(await takePort());
	const givenUp: string[] = [];
	const log = createLogger('test', { level: 'silent' });
	const supervisor = stack.use(
		new Supervisor({ folder: home.run, log, onGiveUp: (name) => givenUp.push(name) }),
	);
	const opened = stack.move();
	return { home, port, givenUp, supervisor, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

test.serial('a board whose port was taken since it was looked at starts on another', async (t) => {
	await using room = await openRoom();
	const { home, port, givenUp, supervisor } = room;

	const board = await startBoard(supervisor, { home, env: process.env, port, asked: false });

	const another = Number(new URL(board.url).port);
	t.not(another, port);
	t.is(recallPort(home, 'board'), another);
	t.deepEqual(givenUp, []);
});

test.serial('a port a person asked for is not exchanged', async (t) => {
	await using room = await openRoom();
	const { home, port, givenUp, supervisor } = room;

	await t.throwsAsync(startBoard(supervisor, { home, env: process.env, port, asked: true }), {
		code: 'BOARD_NOT_READY',
	});
	t.deepEqual(givenUp, ['board']);
});
