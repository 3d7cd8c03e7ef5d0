import { mkdirSync } from 'node:fs';
import { execa } from 'execa';
import { resolve } from 'node:path';

export const cliEntry = resolve(import.meta.dirname, '../../src/main.ts');

export interface CliResult {
	readonly exitCode: number | undefined;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs one command line of the CLI as a process with a home of its own and nothing of this machine's settings. */
export async function runCli(
	home: string,
	args: readonly string[],
	options: { cwd?: string; env?: Record<string, string>; input?: string; timeoutMs?: number } = {},
): Promise<CliResult> {
	mkdirSync(home, { recursive: true });
	const result = await execa(process.execPath, [cliEntry, ...args], {
		cwd: options.cwd ?? home,
		reject: false,
		input: options.input ?? '',
		extendEnv: false,
		env: cliEnvironment(home, options.env),
		timeout: options.timeoutMs ?? 100_000,
	});
	return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

export function cliEnvironment(home: string, more: Record<string, string> = {}): Record<string, string> {
	return { PATH: process.env['PATH'] ?? '', HOME: home, AEGIS_HOME: home, ...more };
}
