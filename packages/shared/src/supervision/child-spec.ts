/** How to start a child. `env` is its whole environment; nothing is inherited. */
export interface ChildSpec {
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** It reads what of its environment nobody should see from a descriptor (`ownEnvironment`): services of ours do. */
	readonly handsOver?: boolean;
	readonly cwd?: string;
	/** Its output is appended here, so that it survives whoever started it. */
	readonly logFile: string;
	/** Milliseconds between SIGTERM and SIGKILL. */
	readonly stopMs: number;
	/**
	 * Ends the child (by its stdin) when the process that started it dies. Without it the child lives on and the next
	 * supervisor adopts it.
	 */
	readonly leash?: boolean;
	/**
	 * How it shows that it is not stuck: by touching a file (`runService` does), or by answering this question. A stuck
	 * child is killed and started again. Without it only its end is noticed.
	 */
	readonly heartbeat?: 'file' | (() => Promise<boolean>);
}
