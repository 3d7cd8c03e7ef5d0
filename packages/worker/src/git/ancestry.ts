import { headTrailer } from '../core/trailers.ts';
import type { Git } from './git.ts';

/** True when `descendant` has everything `ancestor` has. */
export async function contains(git: Git, descendant: string, ancestor: string): Promise<boolean> {
	const { exitCode } = await git.run(['merge-base', '--is-ancestor', ancestor, descendant]);
	return exitCode === 0;
}

/** True when the base has all of a card's branch: its commits themselves, or a landing that names this very commit. */
export async function hasLanded(git: Git, base: string, head: string): Promise<boolean> {
	return (await contains(git, base, head)) || (await findLanding(git, base, headTrailer(head))) !== null;
}

export interface FoundLanding {
	readonly sha: string;
	readonly mainBefore: string;
	/** The card's commit that was landed. */
	readonly head: string;
	readonly subject: string;
}

/** The newest commit on the base's own line that has this trailer; null where none has. */
export async function findLanding(git: Git, base: string, trailer: string): Promise<FoundLanding | null> {
	const { exitCode, stdout } = await git.run([
		'log',
		'-1',
		'--first-parent',
		'--format=%H%x00%P%x00%(trailers:key=Aegis-Head,valueonly,separator=%x2C)%x00%s',
		`--grep=^${trailer}$`,
		'--end-of-options',
		base,
	]);
	const [sha = '', parents = '', named = '', subject = ''] = (exitCode === 0 ? stdout : '')
		.trim()
		.split('\0');
	const [mainBefore, merged] = parents.split(' ');
	// Landings of earlier versions merged the branch itself.
	const head = named === '' ? merged : named;
	return mainBefore === undefined || mainBefore === '' || head === undefined
		? null
		: { sha, mainBefore, head, subject };
}
