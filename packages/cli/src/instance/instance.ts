import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { loadTracked, type BoardAddress, type Home } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { createLogger } from '@aegis/shared/log';
import { readLiveRecord, Supervisor, type ChildSpec } from '@aegis/shared/supervision';
import type { Terminal } from '../output/terminal.ts';
import { describeChoice, findRedis } from '../redis/find.ts';
import { answersAnything } from '../redis/ping.ts';
import { leash } from './leash.ts';
import { ownAddress } from '../redis/own-address.ts';
import { awaitRedis } from '../redis/ready.ts';
import { chooseBoardPort, findAnsweringBoard } from './board-service.ts';
import { chooseDashboardPort } from './dashboard-port.ts';
import { readLastWords } from './last-words.ts';
import { lockHome } from './lock.ts';
import { describeMaster } from './master-service.ts';
import { findFreePort } from './ports.ts';
import { startBoard } from './start-board.ts';

export interface InstanceOptions {
	readonly home: Home;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly terminal: Terminal;
	readonly signal: AbortSignal;
	readonly allowDownload: boolean;
	/** Undefined: the usual port, or another where it is taken. 0: any. */
	readonly boardPort?: number;
	/** Undefined: what AEGIS_DASHBOARD_PORT says. */
	readonly dashboardPort?: number;
	/** Called with the board once it answers and before the master is started. */
	readonly beforeMaster?: (board: BoardAddress | null) => Promise<void>;
}

/** A running Redis, board and master; disposing stops them in the reverse order. */
export interface Instance extends AsyncDisposable {
	readonly redisUrl: string;
	readonly board: BoardAddress | null;
	readonly hasDashboard: boolean;
	/** Rejects when a service is given up. */
	readonly failed: Promise<never>;
}

/** Starts what one machine needs. Everything it started is stopped again when a step throws. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
	const { home, env, terminal, signal } = options;
	await using stack = new AsyncDisposableStack();
	stack.use(lockHome(home));
	mkdirSync(home.logs, { recursive: true, mode: 0o700 });

	const { promise: failed, reject } = Promise.withResolvers<never>();
	// Heard by whoever races with it; a service may be given up when nobody does.
	failed.catch(() => {});
	const supervisor = stack.use(
		new Supervisor({
			folder: home.run,
			log: createLogger('up', { file: join(home.logs, 'up.log') }),
			onExit: (name, exit) =>
				terminal.note(
					`${name} ended (${exit.signal ?? `code ${exit.code ?? 'unknown'}`}); starting it again`,
				),
			onGiveUp: (name) => reject(explainGivenUp(name, join(home.logs, `${name}.log`))),
		}),
	);

	const orFail = <T>(work: Promise<T>): Promise<T> => Promise.race([work, failed]);
	const redisUrl = await startRedis(options, supervisor);
	const redisReady = awaitRedis(ownAddress({ home, env }, redisUrl), {
		timeoutMs: 10_000,
		allowUnsafe: env['AEGIS_ALLOW_UNSAFE_REDIS'] === '1',
	});
	const wake = { url: redisUrl, prefix: env['AEGIS_PREFIX'] || 'aegis' };
	const [board] = await orFail(Promise.all([provideBoard(options, supervisor, wake), redisReady]));
	signal.throwIfAborted();
	await options.beforeMaster?.(board);
	const dashboardPort = await chooseDashboardPort(home, env, options.dashboardPort);
	supervisor.supervise(describeMaster({ home, env, redisUrl, dashboardPort }));

	const running = stack.move();
	return {
		redisUrl,
		board,
		hasDashboard: dashboardPort !== 'none',
		failed,
		[Symbol.asyncDispose]: () => running.disposeAsync(),
	};
}

async function startRedis(options: InstanceOptions, supervisor: Supervisor): Promise<string> {
	const { home, env, terminal } = options;
	const choice = await findRedis({
		home,
		env,
		terminal,
		allowDownload: options.allowDownload,
		install: true,
	});
	terminal.note(`Redis: ${describeChoice(choice)}`);
	if (choice.kind === 'given') return choice.url;
	const prepared = await prepareServer(choice, home, env);
	const heartbeat = (): Promise<boolean> => answersAnything(prepared.url);
	supervisor.supervise(leash({ ...prepared.spec, heartbeat }));
	return prepared.url;
}

async function prepareServer(
	choice: { kind: 'private'; binary: string } | { kind: 'docker' },
	home: Home,
	env: InstanceOptions['env'],
): Promise<{ spec: ChildSpec; url: string }> {
	const prefix = env['AEGIS_PREFIX'] || 'aegis';
	if (choice.kind === 'private') {
		const { preparePrivateServer } = await import('../redis/private-server.ts');
		return preparePrivateServer(home, choice.binary, prefix);
	}
	const { prepareDockerServer } = await import('../redis/docker-server.ts');
	return prepareDockerServer(home, env['PATH'], prefix);
}

async function provideBoard(
	options: InstanceOptions,
	supervisor: Supervisor,
	wake: { url: string; prefix: string },
): Promise<BoardAddress | null> {
	const { home, env, signal } = options;
	const projects = loadTracked(home, env['ASANA_PORTFOLIO_GID']);
	// Without a project yet, the next one is likely to be local, unless a portfolio brings it.
	if ((projects.length > 0 || env['ASANA_PORTFOLIO_GID']) && !projects.some(({ board }) => board === 'local'))
		return null;
	// One started by hand with `aegis board` on the same data serves as well; two would not.
	const running = await findAnsweringBoard(home);
	if (running !== null && readLiveRecord(home.run, 'board')?.pid !== running.pid) return running;
	const { boardPort } = options;
	const asked = boardPort !== undefined && boardPort !== 0;
	const port = boardPort === 0 ? await findFreePort() : await chooseBoardPort(home, boardPort);
	return startBoard(supervisor, { home, env, port, asked, wake, signal });
}

function explainGivenUp(name: string, logFile: string): AegisError {
	const words = readLastWords(logFile);
	return new AegisError(
		'SERVICE_GIVEN_UP',
		`The service ${name} cannot be kept running${words === null ? '.' : `: ${words.message}`}`,
		{ fix: words?.fix ?? `See why in ${logFile}.`, exitCode: 4 },
	);
}
