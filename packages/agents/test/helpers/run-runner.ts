import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
	runners,
	type RunnerEvent,
	type RunnerLaunch,
	type RunnerTask,
	type RunnerVerdict,
} from '../../src/runner.ts';

export interface RunnerRun {
	readonly events: RunnerEvent[];
	readonly verdict: RunnerVerdict;
	readonly exitCode: number | null;
}

export interface RunControls {
	interrupt(): void;
	kill(signal: NodeJS.Signals): void;
}

/** Runs a CLI as the worker would, with the real command and parser: stdin stays open until the final line. */
export async function runRunner(
	task: RunnerTask,
	launch: RunnerLaunch,
	options: {
		previousCostUsd?: number;
		previousCostCertain?: boolean;
		onEvent?: (event: RunnerEvent, controls: RunControls) => void;
	} = {},
): Promise<RunnerRun> {
	const runner = runners['claude'];
	if (runner === undefined) throw new Error('there is no claude runner');
	const { argv, env, stdin } = runner.command(task, launch);
	const before = { usd: options.previousCostUsd ?? 0, certain: options.previousCostCertain ?? true };
	const parser = runner.createParser(task, before);
	const [file = '', ...args] = argv;
	const child = spawn(file, args, { cwd: task.cwd, env, stdio: 'pipe' });
	const controls: RunControls = {
		interrupt: () => child.stdin.write(runner.interrupt ?? ''),
		kill: (signal) => child.kill(signal),
	};
	const events: RunnerEvent[] = [];
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
		stderr += chunk;
	});
	child.stdin.on('error', () => {});
	child.stdin.write(stdin);
	createInterface({ input: child.stdout }).on('line', (line) => {
		for (const event of parser.push(line)) {
			events.push(event);
			options.onEvent?.(event, controls);
		}
		if (runner.isFinal(line)) child.stdin.end();
	});
	const { exitCode, signal } = await new Promise<{ exitCode: number | null; signal: string | null }>(
		(resolve, reject) => {
			child.on('error', reject);
			child.on('close', (code, name) => resolve({ exitCode: code, signal: name }));
		},
	);
	return { events, verdict: parser.finish(exitCode, signal, stderr), exitCode };
}

/** A folder with a working directory, a config directory and a home, removed at the end. */
export async function createRunnerRoom(): Promise<
	AsyncDisposable & { cwd: string; configDir: string; home: string }
> {
	const root = await mkdtemp(path.join(tmpdir(), 'aegis-runner-'));
	const room = {
		cwd: path.join(root, 'repo'),
		configDir: path.join(root, 'config'),
		home: path.join(root, 'home'),
	};
	for (const folder of Object.values(room)) await mkdir(folder);
	return {
		...room,
		async [Symbol.asyncDispose]() {
			await rm(root, { recursive: true, force: true });
		},
	};
}

export function createTask(changes: Partial<RunnerTask> & Pick<RunnerTask, 'cwd' | 'configDir'>): RunnerTask {
	return {
		prompt: 'Aegis agent: Worker\nCard: 1 Greet\n\nSay hello.',
		sessionId: randomUUID(),
		resumeSessionId: null,
		jsonSchema: {
			type: 'object',
			properties: { name: { type: 'string' } },
			required: ['name'],
			additionalProperties: false,
		},
		access: 'write',
		allowedCommands: [],
		model: null,
		maxTurns: 20,
		budgetUsd: 1,
		appendSystemPromptFile: null,
		...changes,
	};
}
