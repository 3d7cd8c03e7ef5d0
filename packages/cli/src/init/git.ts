import { execa } from 'execa';

/** Runs git in a folder and returns its output, or null when it fails. It never asks for a password. */
export async function askGit(folder: string, ...args: readonly string[]): Promise<string | null> {
	const result = await execa('git', ['-C', folder, ...args], {
		reject: false,
		stdin: 'ignore',
		timeout: 20_000,
		env: { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
	});
	return result.failed ? null : result.stdout.trim();
}
