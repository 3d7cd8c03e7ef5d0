import type { BoardAddress } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { Supervisor } from '@aegis/shared/supervision';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { awaitBoard, chooseBoardPort, describeBoard, findAnsweringBoard } from '../instance/board-service.ts';
import { lockHome } from '../instance/lock.ts';
import { rememberPort } from '../instance/remembered-port.ts';

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
	const port = await chooseBoardPort(home, undefined);
	rememberPort(home, 'board', port);
	const supervisor = stack.use(
		new Supervisor({
			folder: home.run,
			log: createLogger('init', { file: join(home.logs, 'init.log') }),
			onGiveUp: () => {},
		}),
	);
	supervisor.supervise(describeBoard({ home, env, port }));
	const address = await awaitBoard(home, port, 30_000);
	const started = stack.move();
	return { address, startedNow: true, [Symbol.asyncDispose]: () => started.disposeAsync() };
}
