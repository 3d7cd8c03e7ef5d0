import type { BoardAddress } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { Supervisor } from '@aegis/shared/supervision';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import {
	awaitBoard,
	chooseBoardPort,
	describeBoard,
	findAnsweringBoard,
	notReady,
} from '../instance/board-service.ts';
import { lockHome } from '../instance/lock.ts';
import { findFreePort } from '../instance/ports.ts';
import { rememberPort } from '../instance/remembered-port.ts';

/** Milliseconds a board has to start, on a busy machine too. */
const readyMs = 30_000;
const maxAttempts = 3;

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
	let port = await chooseBoardPort(home, undefined);
	for (let attempt = 1; ; attempt++) {
		rememberPort(home, 'board', port);
		const started = await startOn({ home, env, port });
		if (started !== null) {
			stack.use(started.supervisor);
			const held = stack.move();
			return {
				address: started.address,
				startedNow: true,
				[Symbol.asyncDispose]: () => held.disposeAsync(),
			};
		}
		if (attempt === maxAttempts) throw notReady(readyMs);
		// Another process may have taken the port since it was looked at.
		port = await findFreePort();
	}
}

/** Starts the board on a port; null when it cannot be kept running there. Throws BOARD_NOT_READY. */
async function startOn(options: {
	home: Context['home'];
	env: Context['env'];
	port: number;
}): Promise<{ address: BoardAddress; supervisor: Supervisor } | null> {
	const { home, port } = options;
	const ended = new AbortController();
	await using stack = new AsyncDisposableStack();
	const supervisor = stack.use(
		new Supervisor({
			folder: home.run,
			log: createLogger('init', { file: join(home.logs, 'init.log') }),
			onGiveUp: () => ended.abort(),
		}),
	);
	supervisor.supervise(describeBoard(options));
	try {
		const address = await awaitBoard(home, port, readyMs, ended.signal);
		stack.move();
		return { address, supervisor };
	} catch (error) {
		if (ended.signal.aborted) return null;
		throw error;
	}
}
