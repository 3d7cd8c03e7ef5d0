import { execa } from 'execa';
import { cliEntry, cliEnvironment } from './run-cli.ts';

/** An `aegis up` at work; interrupted on disposal where it has not ended before. */
export interface RunningUp extends AsyncDisposable {
	readonly ended: PromiseLike<{ readonly exitCode?: number }>;
	kill(signal: NodeJS.Signals): void;
}

/** Starts `aegis up` in `cwd` on ports that are free. */
export function startUp(
	home: string,
	options: { cwd?: string; env?: Record<string, string>; board?: 'asana' } = {},
): RunningUp {
	const ports = ['--dashboard-port', '0', ...(options.board === 'asana' ? [] : ['--board-port', '0'])];
	const up = execa(process.execPath, [cliEntry, 'up', ...ports], {
		cwd: options.cwd ?? home,
		reject: false,
		extendEnv: false,
		env: cliEnvironment(home, options.env),
	});
	return {
		ended: up,
		kill: (signal) => void up.kill(signal),
		async [Symbol.asyncDispose]() {
			up.kill('SIGINT');
			await up;
		},
	};
}
