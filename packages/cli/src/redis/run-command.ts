import { execa } from 'execa';

/** Runs a command to its end and tells whether it went well. What it prints goes to stderr, or nowhere. */
export async function runCommand(
	command: string,
	args: readonly string[],
	options: { show?: boolean; env?: Record<string, string>; timeoutMs?: number } = {},
): Promise<boolean> {
	const result = await execa(command, args, {
		reject: false,
		stdin: 'ignore',
		stdout: options.show ? process.stderr : 'ignore',
		stderr: options.show ? process.stderr : 'ignore',
		env: options.env ?? {},
		timeout: options.timeoutMs ?? 600_000,
	});
	return !result.failed;
}
