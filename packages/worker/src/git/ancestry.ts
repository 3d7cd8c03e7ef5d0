import type { Git } from './git.ts';

/** True when `descendant` has everything `ancestor` has. */
export async function contains(git: Git, descendant: string, ancestor: string): Promise<boolean> {
	const { exitCode } = await git.run(['merge-base', '--is-ancestor', ancestor, descendant]);
	return exitCode === 0;
}
