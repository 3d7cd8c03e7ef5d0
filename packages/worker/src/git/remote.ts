import { randomUUID } from 'node:crypto';
import { AegisError } from '@aegis/shared/errors';
import { askGit, readRemoteUrl } from '@aegis/shared/repository';
import type { Repository } from './repository.ts';

/** A project's remote: what the person calls it, and where its operator confirmed that it leads. */
export interface Remote {
	readonly name: string;
	/** Null where nobody has confirmed anything. */
	readonly url: string | null;
}

/** A remote for one command: the settings that say where it leads, and the name to give. */
export interface Addressed {
	readonly settings: readonly string[];
	readonly name: string;
}

/**
 * Gives the confirmed address to one git command, so that nothing in the repository's configuration leads it elsewhere.
 *
 * An address as git's argument is no address alone: it is looked up as a remote's name too (`remote.<url>.pushurl`), and is
 * rewritten by `url.*.pushInsteadOf`. So it goes by a name that no configuration can know, with its own `pushurl`. What is
 * left is `url.*.insteadOf`, which git applies always: asked for beforehand, without the person's own configuration, whose
 * rewriting stays. Throws REMOTE_CHANGED.
 */
export async function addressRemote({ commonDir }: Repository, remote: Remote): Promise<Addressed> {
	const name = `aegis-${randomUUID()}`;
	const { url } = remote;
	if (url === null) throw changed(remote, await readRemoteUrl(commonDir, remote.name));
	const settings = [
		`remote.${name}.url=${url}`,
		`remote.${name}.pushurl=${url}`,
		// Where the person sees the remote's branches, as with any push or fetch of theirs.
		`remote.${name}.fetch=+refs/heads/*:refs/remotes/${remote.name}/*`,
	].flatMap((setting) => ['-c', setting]);
	const [configured, led] = await Promise.all([
		readRemoteUrl(commonDir, remote.name),
		askGit(commonDir, [...settings, 'ls-remote', '--get-url', '--end-of-options', name]),
	]);
	if (configured !== url) throw changed(remote, configured);
	const leads = led.exitCode === 0 ? led.stdout.toString().trim() : null;
	if (leads !== url) throw changed(remote, leads);
	return { settings, name };
}

function changed({ name, url }: Remote, now: string | null): AegisError {
	const was = url === null ? 'and nobody has confirmed that' : `not to ${hide(url)}, which was confirmed`;
	return new AegisError(
		'REMOTE_CHANGED',
		`${name} leads ${now === null ? 'nowhere' : `to ${hide(now)}`} now, ${was}.`,
		{ fix: 'Set it right in the repository, or confirm it with `aegis project trust`.' },
	);
}

/** Without what somebody may have put before the host: it is shown on the card. */
function hide(url: string): string {
	return url.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1').slice(0, 300);
}
