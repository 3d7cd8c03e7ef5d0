import { join } from 'node:path';
import type { BoardAddress } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { Supervisor } from '@aegis/shared/supervision';
import type { Context } from '../context.ts';
import { chooseBoardPort, findAnsweringBoard } from '../instance/board-service.ts';
import { lockHome } from '../instance/lock.ts';
import { startBoard } from '../instance/start-board.ts';

/** The home's board: the one that runs, or one started now and stopped when disposed. */
export async function borrowBoard(
	context: Context,
): Promise<{ readonly address: BoardAddress; readonly startedNow: boolean } & AsyncDisposable> {
	const { home, env } = context;
	const running = await findAnsweringBoard(home);
	if (running !== null) {
		return { address: running, startedNow: false, [Symbol.asyncDispose]: () => Promise.resolve() };
	}
	await using stack = new AsyncDisposableStack();
	stack.use(lockHome(home));
	const supervisor = stack.use(
		new Supervisor({
			folder: home.run,
			log: createLogger('init', { file: join(home.logs, 'init.log') }),
			// Whoever waits for the board is told.
			onGiveUp: () => {},
		}),
	);
	const port = await chooseBoardPort(home, undefined);
	const address = await startBoard(supervisor, { home, env, port, asked: false });
	const held = stack.move();
	return { address, startedNow: true, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
