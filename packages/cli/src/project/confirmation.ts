import {
	loadTrusted,
	readCheckout,
	readProposal,
	saveTrusted,
	settleSettings,
	type Home,
	type PendingSetting,
	type ProjectProposal,
	type TrackedProject,
	type Trusted,
} from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { locateGitDir, readRemoteUrl } from '@aegis/shared/repository';

/** What a project's repository asks for that its operator has not confirmed, and what would be confirmed. */
export interface Confirmation {
	readonly pending: readonly PendingSetting[];
	readonly next: Trusted;
	/** Why the repository's file cannot be confirmed, or null. */
	readonly problem: string | null;
}

type Project = Pick<TrackedProject, 'gid' | 'path' | 'settings'>;

/**
 * Compares what counts with what the repository asks for: its file at the base commit, or where the base has none the
 * one in the checkout, which is the operator's own. Throws NOT_A_REPOSITORY (exit 4) and what broken files throw.
 */
export async function prepareConfirmation(home: Home, project: Project): Promise<Confirmation> {
	const gitDir = await locateGitDir(project.path);
	if (gitDir === null) {
		throw new AegisError('NOT_A_REPOSITORY', `${project.path} is no git repository with a work tree.`, {
			fix: 'Correct its path in projects.json, or run `aegis init` where it is now.',
			exitCode: 4,
		});
	}
	const trusted = loadTrusted(home, project);
	const confirmed = trusted?.settings ?? {};
	const operator = project.settings ?? {};
	const atBase = await readProposal(gitDir, operator, confirmed);
	const settings: ProjectProposal =
		atBase.proposal ?? (atBase.problem === null ? (readCheckout(project.path) ?? confirmed) : confirmed);
	const { pending } = settleSettings({ operator, confirmed, proposed: settings });
	const remote = operator.remote ?? settings.remote ?? null;
	const remoteUrl = remote === null ? null : await readRemoteUrl(gitDir, remote);
	const knownUrl = trusted?.remote_url ?? null;
	const moved =
		trusted !== null && remoteUrl !== knownUrl
			? [{ setting: `where ${remote ?? 'the remote'} leads`, counts: knownUrl, proposed: remoteUrl }]
			: [];
	const next: Trusted = {
		version: 1,
		path: project.path,
		settings,
		remote_url: remoteUrl,
		commit: atBase.proposal === null ? null : atBase.commit,
		at: new Date().toISOString(),
		by: 'trust',
	};
	return { pending: [...pending, ...moved], next, problem: atBase.problem };
}

/** One line per setting: what counts now, and what the repository asks for. */
export function formatPending(pending: readonly PendingSetting[]): string[] {
	return pending.map(
		({ setting, counts, proposed }) => `${setting}: ${JSON.stringify(counts)} → ${JSON.stringify(proposed)}`,
	);
}

/** Settings of a file in the repository that let it reach out of its sandbox: never confirmed in passing. */
const farReaching = new Set(['runners.claude.command', 'runners.claude.pass_env', 'worktree_dir']);

/**
 * What `init` confirms: the file as it is now, for its operator stands in front of it. What was committed there before and
 * reaches beyond the repository waits for `aegis project trust`, and is returned.
 */
export async function confirmAtInit(home: Home, project: Project): Promise<readonly PendingSetting[]> {
	const { next, pending, problem } = await prepareConfirmation(home, project);
	if (problem !== null) return [];
	// A committed file comes from whoever may commit; one that is only here was written here.
	const lying = readCheckout(project.path) ?? {};
	const settings = { ...next.settings, ...lying };
	const left = next.commit === null ? [] : pending.filter(({ setting }) => farReaching.has(setting));
	const before = loadTrusted(home, project)?.settings;
	const kept = left.length === 0 ? settings : withoutFarReaching(settings, before);
	saveTrusted(home, project.gid, { ...next, settings: kept, by: 'init' });
	return left;
}

function withoutFarReaching(
	{ worktree_dir: _dir, runners: _runners, ...settings }: ProjectProposal,
	before: ProjectProposal | undefined,
): ProjectProposal {
	return {
		...settings,
		...(before?.worktree_dir === undefined ? {} : { worktree_dir: before.worktree_dir }),
		...(before?.runners === undefined ? {} : { runners: before.runners }),
	};
}
