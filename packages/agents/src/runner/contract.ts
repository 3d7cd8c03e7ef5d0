import type { Tokens } from '@aegis/shared/prices';

/** One run of a coding CLI, as the worker asks for it. */
export interface RunnerTask {
	readonly prompt: string;
	readonly cwd: string;
	/** The id of the new session; ignored when `resumeSessionId` is set. */
	readonly sessionId: string;
	readonly resumeSessionId: string | null;
	readonly jsonSchema: object;
	readonly access: 'read' | 'write';
	/** Shell commands the agent may run without being asked, such as the test command. */
	readonly allowedCommands: readonly string[];
	readonly model: string | null;
	readonly maxTurns: number;
	/** What the CLI itself stops at, in US dollars; null where somebody else holds the cap. */
	readonly budgetUsd: number | null;
	/** Where the CLI keeps its sessions and state. */
	readonly configDir: string;
	readonly appendSystemPromptFile: string | null;
}

/** How the CLI is started on this machine. */
export interface RunnerLaunch {
	/** The executable and its leading arguments. */
	readonly argv: readonly string[];
	/** Where model credentials are taken from; only variables the runner knows get through. */
	readonly passEnv: Readonly<Record<string, string>>;
	readonly home: string;
	readonly path: string;
	/** Becomes TMPDIR. */
	readonly tempDir?: string;
}

export interface RunnerCommand {
	readonly argv: string[];
	/** The whole environment: nothing else is inherited. */
	readonly env: Record<string, string>;
	/** Written to stdin at the start; stdin stays open until a line is final. */
	readonly stdin: string;
}

/** What happened, as the CLI told it. Texts are free of control characters. */
export type RunnerEvent =
	| { readonly type: 'session'; readonly sessionId: string }
	| { readonly type: 'text'; readonly text: string }
	| { readonly type: 'tool'; readonly name: string; readonly detail: string }
	| { readonly type: 'tool-result'; readonly ok: boolean; readonly text: string }
	/** This run's cost so far, in US dollars: an estimate until the verdict. */
	| { readonly type: 'cost'; readonly costUsd: number }
	/** A model answered whose price nobody knows: what it costs is in no sum. */
	| { readonly type: 'unpriced'; readonly model: string }
	| {
			readonly type: 'retry';
			readonly attempt: number;
			readonly delayMs: number;
			readonly status: number | null;
	  }
	/** A line that is no known event: not JSON, or too long and dropped. */
	| {
			readonly type: 'raw';
			readonly why: 'invalid' | 'too-long';
			readonly text: string;
			readonly bytes: number;
	  };

export type RunnerStatus =
	| 'succeeded'
	| 'failed'
	| 'over-budget'
	| 'usage-limited'
	| 'overloaded'
	| 'process-failure';

/** How the CLI's run ended. Only `succeeded` has an answer; `code` is a row of docs/errors.md. */
export interface RunnerVerdict {
	readonly status: RunnerStatus;
	readonly code: string;
	/** What happened and the fix, for a person. */
	readonly message: string;
	readonly answer: unknown;
	readonly sessionId: string | null;
	/** This run's cost in US dollars; null when nothing is known of it. */
	readonly costUsd: number | null;
	/** What was read and written for it; null or absent where it is not known. */
	readonly tokens?: Tokens | null;
	/** The models that really answered. */
	readonly models?: readonly string[];
	/** The session's total as the CLI keeps it: what it had cost before its next run. */
	readonly sessionCostUsd: number | null;
	readonly turns: number | null;
	/** When a usage limit ends, in milliseconds since the epoch; null when not said. */
	readonly untilMs: number | null;
	/** Tools the CLI refused the agent, by name. */
	readonly denials: readonly string[];
}

/** What a session had cost before a run of it. */
export interface SessionCost {
	/** The last total that was heard, in US dollars; 0 for a new session. */
	readonly usd: number;
	/** False where a run of it came to an end that nobody heard: the CLI may have counted it all the same. */
	readonly certain: boolean;
}

export interface RunnerParser {
	/** Takes one line of stdout, without its line end. Never throws. */
	push(line: string): RunnerEvent[];
	/** `stderrTail` is the end of stderr, some kilobytes. */
	finish(exitCode: number | null, signal: string | null, stderrTail: string): RunnerVerdict;
}

/** An adapter for one coding CLI. Pure: it starts nothing and reads nothing. */
export interface Runner {
	readonly name: string;
	command(task: RunnerTask, launch: RunnerLaunch): RunnerCommand;
	createParser(task: RunnerTask, before: SessionCost): RunnerParser;
	/** The line to write on stdin to ask it to stop and report; null when it has no such way. */
	readonly interrupt: string | null;
	/** The tool an agent gives its answer with: after it nothing is left to do. Null when it answers in another way. */
	readonly answerTool: string | null;
	/** True when the line is the last of a run: close stdin then. */
	isFinal(line: string): boolean;
}
