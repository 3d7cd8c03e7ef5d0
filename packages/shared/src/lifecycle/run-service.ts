import { utimesSync, writeFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { locateHome, ownEnvironment } from '../config.ts';
import { AegisError } from '../errors.ts';
import { armFailpoints } from '../failpoint.ts';
import type { Logger } from '../log.ts';
import { findSecrets, keepSecrets } from '../redaction.ts';

const beatMs = 1_000;

/** What a service's body gets: a stack that is disposed last in, first out, and the signal that says stop. */
export interface ServiceContext {
	readonly stack: AsyncDisposableStack;
	readonly signal: AbortSignal;
	/**
	 * Ends the service from inside with an error: a lost lease, a broken store. `withinMs` shortens the time to stop in,
	 * where what there is to close may be what is broken.
	 */
	readonly fail: (error: unknown, withinMs?: number) => void;
}

/**
 * Runs a service until SIGTERM, SIGINT or `fail`, then disposes what it opened within `drainMs`.
 *
 * A second SIGINT or SIGTERM ends the process at once. A configuration error ends with its own exit code (4 or 2), so
 * that a supervisor knows not to start again; any other error with 1.
 */
export async function runService(
	log: Logger,
	body: (context: ServiceContext) => Promise<void>,
	options: { drainMs?: number } = {},
): Promise<void> {
	const controller = new AbortController();
	let failure: unknown;
	const stop = (why: string): void => {
		if (controller.signal.aborted) return;
		log.info({ why }, 'stopping');
		controller.abort(new Error(why));
	};
	let signalled = false;
	const onSignal = (signal: NodeJS.Signals): void => {
		if (signalled) process.exit(130);
		signalled = true;
		stop(signal);
	};
	const fail = (error: unknown, withinMs?: number): void => {
		failure ??= error;
		if (withinMs !== undefined) armDeadline(withinMs);
		if (!controller.signal.aborted) controller.abort(error);
	};
	process.on('SIGTERM', onSignal);
	process.on('SIGINT', onSignal);
	const { AEGIS_BEAT, AEGIS_READY } = process.env;
	// Not for the services this one starts.
	delete process.env['AEGIS_READY'];
	if (AEGIS_BEAT !== undefined) startBeating(AEGIS_BEAT);
	if (process.env['AEGIS_LEASH'] === '1') onLeashCut(() => stop('the process that started this one is gone'));
	process.on('unhandledRejection', (error) => fail(error));
	process.on('uncaughtException', (error) => fail(error));

	const drainMs = options.drainMs ?? 10_000;
	let deadline: NodeJS.Timeout | undefined;
	const armDeadline = (ms = drainMs): void => {
		deadline ??= setTimeout(() => {
			log.error({ drainMs: ms }, 'did not stop in time');
			end(1);
		}, ms);
	};
	// From the first word of stopping on: a body that is still starting may be stuck in it.
	controller.signal.addEventListener('abort', () => armDeadline(), { once: true });
	const end = (otherwise: number): never => {
		if (failure instanceof AegisError) {
			log.fatal({ code: failure.code, fix: failure.fix }, failure.message);
			process.exit(failure.exitCode);
		}
		if (failure !== undefined) log.fatal({ err: failure }, 'service failed');
		process.exit(failure === undefined ? otherwise : 1);
	};

	const stack = new AsyncDisposableStack();
	try {
		keepSecrets(findSecrets(ownEnvironment(), locateHome(process.env['AEGIS_HOME']).root));
		armFailpoints(process.env['AEGIS_FAILPOINT'], locateHome(process.env['AEGIS_HOME']).root);
		await body({ stack, signal: controller.signal, fail });
		// What was compiled to get here is kept now: a service that is killed would not write it at its end.
		flushCompileCache();
		// As AEGIS_BEAT, from now on alone: what a container's health check looks at.
		if (AEGIS_READY !== undefined) startBeating(AEGIS_READY);
		if (!controller.signal.aborted) {
			await new Promise((resolve) => controller.signal.addEventListener('abort', resolve, { once: true }));
		}
	} catch (error) {
		if (!controller.signal.aborted) failure ??= error;
	}
	armDeadline();
	try {
		await stack.disposeAsync();
	} catch (error) {
		failure ??= error;
	}
	clearTimeout(deadline);
	if (failure === undefined) log.info('stopped');
	end(0);
}

/** Touches a file while the event loop turns: the supervisor kills a service that is stuck. */
function startBeating(file: string): void {
	const beat = (): void => {
		const now = Date.now() / 1_000;
		try {
			utimesSync(file, now, now);
		} catch {
			// Not there yet; or a disk that takes nothing, which is not for this to report.
			tryCreate(file);
		}
	};
	beat();
	setInterval(beat, beatMs).unref();
}

function tryCreate(file: string): void {
	try {
		writeFileSync(file, '');
	} catch {
		// The supervisor sees that nothing beats.
	}
}

/** The starter holds the other end of stdin: it closes when the starter dies, however it dies. */
function onLeashCut(stop: () => void): void {
	process.stdin.on('end', stop).on('error', stop).resume();
	process.stdin.unref();
}
