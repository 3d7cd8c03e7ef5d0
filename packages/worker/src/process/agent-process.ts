import { setTimeout as wait } from 'node:timers/promises';
import type { Runner, RunnerCommand, RunnerEvent, RunnerParser, RunnerVerdict } from '@aegis/agents/runner';
import { knownRedactor, redact } from '@aegis/shared/redaction';
import { LineSplitter, type OutputLine } from '../core/line-splitter.ts';
import { OutputTail } from '../core/output-tail.ts';
import type { StopReason } from '../core/stop-reason.ts';
import type { Enclosure } from '../sandbox/enclosure.ts';
import { startScoped, type ScopedProcess } from './scoped-process.ts';
import { stopProcess } from './stop.ts';
import { AgentWatch } from './watch.ts';

/** Bytes of one line of output that are kept; a longer one is dropped with a mark. */
const lineLimit = 10 * 1024 * 1024;
const stderrLimit = 8_000;

export interface AgentEnd {
	readonly verdict: RunnerVerdict;
	/** Its cost was counted at the run's own door, and nothing of it is unknown. */
	readonly metered?: boolean;
	/** Why we ended it; null when it ended by itself. */
	readonly stop: StopReason | null;
}

/**
 * Runs a coding CLI to its end: feeds it, reads it, watches its limits, and leaves nothing of it alive.
 *
 * `onEvent` sees every event as it comes.
 */
export async function runAgentProcess(options: {
	runner: Runner;
	command: RunnerCommand;
	parser: RunnerParser;
	cwd: string;
	scope: string;
	enclosure: Enclosure | null;
	signal: AbortSignal;
	/** Once aborted, the agent is stopped as soon as a turn of its is over. */
	parking: AbortSignal;
	limits: { silenceMs: number; timeoutMs: number; budgetUsd: number };
	onStart: () => void;
	onEvent: (event: RunnerEvent) => void;
	/** It said its last line: what is known then, for whoever comes after us if we die before the end. */
	onFinal: (verdict: RunnerVerdict) => void;
	onExit: () => void;
}): Promise<AgentEnd> {
	const { runner, command, parser } = options;
	const agent = startScoped({ ...options, argv: command.argv, env: command.env });
	options.onStart();
	using watch = new AgentWatch({ signal: options.signal, ...options.limits });
	agent.child.stdin.write(command.stdin);
	const stderr = new OutputTail(stderrLimit, knownRedactor());
	agent.child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));

	let answering = false;
	const emit = (event: RunnerEvent): void => {
		if (event.type === 'cost') watch.spent(event.costUsd);
		if (event.type === 'unpriced') watch.unpriced(event.model);
		if (event.type === 'tool') answering = event.name === runner.answerTool;
		if (event.type === 'tool-result' && !answering && options.parking.aborted) watch.park();
		options.onEvent(event);
	};
	const reading = readLines(agent, (line) => {
		watch.heard();
		for (const event of eventsOf(line, parser)) emit(event);
		if ('text' in line && runner.isFinal(line.text)) {
			options.onFinal(parser.finish(0, null, ''));
			agent.child.stdin.end();
			watch.finished();
		}
	});

	// Whoever no longer listens must not leave it waiting for an answer; the mistake itself is thrown below.
	reading.catch(() => agent.signal('SIGKILL'));

	const end = await Promise.race([agent.exited.then(() => null), watch.stopped]);
	if (end !== null) await stopProcess(agent, { interrupt: runner.interrupt, urgent: end.kind === 'lost' });
	await agent.clear();
	const exit = await agent.exited;
	options.onExit();
	// What left the scope may hold the pipe open for ever; what was written is read by now.
	await Promise.race([reading, wait(1_000)]);
	agent.child.stdout.destroy();
	agent.child.stderr.destroy();
	return {
		verdict: parser.finish(exit.code, exit.signal, exit.startError ?? stderr.text),
		stop: end === null || end.kind === 'lingering' ? null : end,
	};
}

function eventsOf(line: OutputLine, parser: RunnerParser): RunnerEvent[] {
	// Before the parser shortens anything: of half a secret nobody could tell what it was.
	if ('text' in line) return parser.push(redact(line.text));
	return [{ type: 'raw', why: 'too-long', text: '', bytes: line.droppedBytes }];
}

/** Reads while there is something to read; the pipe itself holds a writer back that is faster than us. */
async function readLines({ child }: ScopedProcess, onLine: (line: OutputLine) => void): Promise<void> {
	const splitter = new LineSplitter(lineLimit);
	let mistake: { readonly error: unknown } | null = null;
	try {
		for await (const chunk of child.stdout) {
			try {
				for (const line of splitter.push(chunk as Buffer)) onLine(line);
			} catch (error) {
				mistake = { error };
				break;
			}
		}
	} catch {
		// Destroyed by us after the process ended.
	}
	if (mistake !== null) throw mistake.error;
	for (const line of splitter.end()) onLine(line);
}
