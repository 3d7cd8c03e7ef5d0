import { setTimeout as wait } from 'node:timers/promises';
import type { CheckReport } from '@aegis/agents/agents';
import { knownRedactor } from '@aegis/shared/redaction';
import { describeInterruption } from '../core/interruption.ts';
import { OutputTail } from '../core/output-tail.ts';
import type { Enclosure } from '../sandbox/enclosure.ts';
import { startScoped } from './scoped-process.ts';
import { stopProcess } from './stop.ts';

/** Characters of a command's output that are kept: its end says what failed. */
const tailLimit = 8_000;

/** How a shell reports a command that had to be killed for taking too long (as `timeout(1)` does). */
export const timeoutExitCode = 124;

/**
 * Runs a shell command a person configured, in its own process scope, and reports how it went. A time limit or an
 * abort ends it and everything it started.
 */
export async function runCommand(options: {
	command: string;
	cwd: string;
	env: Readonly<Record<string, string>>;
	scope: string;
	enclosure: Enclosure | null;
	timeoutMs: number;
	signal: AbortSignal;
}): Promise<CheckReport> {
	const startedAt = performance.now();
	const tail = new OutputTail(tailLimit, knownRedactor());
	const process = startScoped({ ...options, argv: ['/bin/sh', '-c', options.command] });
	process.child.stdin.end();
	for (const stream of [process.child.stdout, process.child.stderr]) {
		stream.setEncoding('utf8').on('data', (text: string) => tail.push(text));
	}
	const closed = new Promise((resolve) => process.child.once('close', resolve));
	const stop = new AbortController();
	const limit = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs), stop.signal]);
	const limited = new Promise<'limited'>((resolve) => {
		if (limit.aborted) resolve('limited');
		limit.addEventListener('abort', () => resolve('limited'), { once: true });
	});
	const end = await Promise.race([process.exited, limited]);
	if (end === 'limited') await stopProcess(process, { interrupt: null, urgent: options.signal.aborted });
	await process.clear();
	await Promise.race([closed, wait(500)]);
	process.child.stdout.destroy();
	process.child.stderr.destroy();
	stop.abort();
	const exit = await process.exited;
	if (end === 'limited') tail.push(`\n(stopped after ${Math.round(options.timeoutMs / 1000)} s)\n`);
	if (exit.startError !== undefined) tail.push(exit.startError);
	const seconds = end === 'limited' && !options.signal.aborted ? Math.round(options.timeoutMs / 1000) : null;
	const interrupted = describeInterruption({ ...exit, limitSeconds: seconds, tail: tail.text });
	return {
		command: options.command,
		exitCode: end === 'limited' ? timeoutExitCode : (exit.code ?? 1),
		durationMs: performance.now() - startedAt,
		tail: tail.text,
		...(interrupted === null ? {} : { interrupted }),
	};
}
