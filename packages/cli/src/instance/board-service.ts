import { join } from 'node:path';
import { loadBoardAddress, type BoardAddress, type Home } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { redisUser } from '@aegis/shared/redis/access';
import { nodeService, readLiveRecord, type ChildSpec } from '@aegis/shared/supervision';
import { leash } from './leash.ts';
import { choosePort, isPortFree } from './ports.ts';
import { recallPort } from './remembered-port.ts';
import { bareEnvironment } from './service-env.ts';
import { locateService } from './service-paths.ts';
import { waitFor } from './stop-signal.ts';

const usualPort = 4170;

/** The board's port: the one asked for, else the one it had, else the usual one; another where that is taken. */
export async function chooseBoardPort(home: Home, asked: number | undefined): Promise<number> {
	if (asked !== undefined) return requirePort(asked, 'board', '--board-port');
	const last = recallPort(home, 'board') ?? usualPort;
	// Our own board may be holding it, left by a start that was killed: it is adopted.
	if (readLiveRecord(home.run, 'board') !== null) return last;
	return choosePort(last);
}

/** Throws PORT_IN_USE (exit 4) where a port that was asked for is taken. */
export async function requirePort(port: number, service: string, flag: string): Promise<number> {
	if (await isPortFree(port)) return port;
	throw new AegisError('PORT_IN_USE', `Port ${port}, asked for the ${service}, is in use.`, {
		fix: `Choose another with ${flag}, or end what listens there.`,
		exitCode: 4,
	});
}

export function describeBoard(options: {
	home: Home;
	env: Readonly<Record<string, string | undefined>>;
	port: number;
	wake?: { url: string; prefix: string };
}): ChildSpec {
	const { home, port, wake } = options;
	const wakeArgs = wake === undefined ? [] : ['--wake', wake.url, '--wake-prefix', wake.prefix];
	const user =
		wake?.url.includes('//users@') === true
			? [
					'--wake-user',
					redisUser(wake.prefix, 'board'),
					'--wake-password-file',
					join(home.redisUsers, 'board'),
				]
			: [];
	return leash({
		name: 'board',
		...nodeService(locateService('board'), [
			'--port',
			String(port),
			'--data',
			home.board,
			'--door',
			home.door,
			'--dashboard',
			join(home.run, 'dashboard.json'),
			...wakeArgs,
			...user,
		]),
		env: bareEnvironment(options.env, { AEGIS_HOME: home.root }),
		logFile: join(home.logs, 'board.log'),
		stopMs: 5_000,
		heartbeat: () => respond(port),
	});
}

/** The address of a board that answers now, or null. */
export async function findAnsweringBoard(home: Home): Promise<BoardAddress | null> {
	const address = loadBoardAddress(home);
	return address !== null && (await answers(address)) ? address : null;
}

/** Waits until the board on this port answers. Throws BOARD_NOT_READY after `timeoutMs`. */
export async function awaitBoard(
	home: Home,
	port: number,
	timeoutMs: number,
	signal?: AbortSignal,
): Promise<BoardAddress> {
	const deadline = performance.now() + timeoutMs;
	for (;;) {
		if (performance.now() > deadline || signal?.aborted === true) throw notReady(timeoutMs);
		const address = readAddress(home);
		if (address !== null && Number(new URL(address.url).port) === port && (await answers(address)))
			return address;
		await waitFor(10, signal);
	}
}

function readAddress(home: Home): BoardAddress | null {
	try {
		return loadBoardAddress(home);
	} catch {
		// It is being written.
		return null;
	}
}

async function answers(address: BoardAddress): Promise<boolean> {
	try {
		const response = await fetch(`${address.apiUrl}/users/me`, {
			headers: { authorization: `Bearer ${address.personToken}` },
			signal: AbortSignal.timeout(2_000),
		});
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

/** True when anything answers on the board's port: what it says is not the question. */
async function respond(port: number): Promise<boolean> {
	const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(5_000) });
	await response.arrayBuffer();
	return true;
}

/** What it means that a board did not start. */
function notReady(timeoutMs: number): AegisError {
	return new AegisError('BOARD_NOT_READY', `The local board did not answer within ${timeoutMs / 1_000} s.`, {
		fix: 'See why with `aegis logs board`.',
		exitCode: 5,
	});
}
