import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { loadBoardAddress } from '@aegis/shared/config';
import { Board } from '../installation/board.ts';
import { endWithUs, onInterrupt } from '../installation/interrupt.ts';
import type { Place } from '../installation/place.ts';
import { RedisServer } from '../installation/redis.ts';
import { startInstallation, type Installation } from '../installation/up.ts';
import { waitFor } from '../installation/wait.ts';
import { TcpProxy } from '../proxy/tcp-proxy.ts';

/** An installation whose Redis, line to it and board are in the hands of the harness. */
export interface World extends AsyncDisposable {
	readonly place: Place;
	readonly installation: Installation;
	readonly redis: RedisServer;
	readonly line: TcpProxy;
	readonly board: Board;
	/** Kills the board with SIGKILL and starts it again on its data and port. */
	restartBoard(): Promise<void>;
	boardPid(): number | null;
	/** Stops everything; what it said where it did not end well. */
	stop(): Promise<string | null>;
}

const boardEntry = join(import.meta.dirname, '../../../board/src/main.ts');

export async function openWorld(place: Place, env: Readonly<Record<string, string>> = {}): Promise<World> {
	const stack = new AsyncDisposableStack();
	stack.use(onInterrupt(() => stack.disposeAsync()));
	try {
		const redis = stack.use(new RedisServer(place.root));
		await redis.start();
		const line = stack.use(await TcpProxy.open({ path: redis.socket }));
		let board: ChildProcess | null = null;
		const startBoard = async (): Promise<void> => {
			const address = loadBoardAddress(place.home);
			const port = address === null ? '0' : new URL(address.url).port;
			board = spawn(process.execPath, [boardEntry, '--data', place.home.board, '--port', port, '--faults'], {
				stdio: 'ignore',
				env: { PATH: process.env['PATH'], AEGIS_HOME: place.home.root },
			});
			endWithUs(board, 'SIGKILL');
			const pid = board.pid;
			await waitFor('the board answers', async () => {
				const now = loadBoardAddress(place.home);
				if (now === null || now.pid !== pid) return false;
				return fetch(now.url, { signal: AbortSignal.timeout(1_000) }).then(
					() => true,
					() => false,
				);
			});
		};
		const stopBoard = async (): Promise<void> => {
			if (board === null || board.exitCode !== null || board.signalCode !== null) return;
			const exited = once(board, 'exit');
			board.kill('SIGKILL');
			await exited;
		};
		stack.defer(stopBoard);
		const installation = await startInstallation(
			place,
			{
				REDIS_URL: `redis://127.0.0.1:${line.port}`,
				AEGIS_FAILPOINT: `folder:${place.armed}`,
				...env,
			},
			startBoard,
		);
		let stopped: Promise<string | null> | null = null;
		const stop = (): Promise<string | null> => (stopped ??= installation.stop());
		stack.defer(async () => void (await stop()));
		const person = await Board.open(place.home);
		return {
			place,
			installation,
			redis,
			line,
			board: person,
			restartBoard: async () => {
				await stopBoard();
				await startBoard();
			},
			boardPid: () => board?.pid ?? null,
			stop,
			[Symbol.asyncDispose]: () => stack.disposeAsync(),
		};
	} catch (error) {
		await stack.disposeAsync();
		throw error;
	}
}
