import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AegisError } from '../errors.ts';
import { findBaseCommit, locateGitDir, readBlobs, readRemoteUrl, type Blob } from '../repository.ts';
import type { Home } from './home.ts';
import { ProjectConfig, projectConfigFile, ProjectProposal } from './project-config.ts';
import type { TrackedProject } from './projects.ts';
import { describeIssues } from './read-json.ts';
import { settleSettings, type PendingSetting } from './settle-settings.ts';
import { loadTrusted, saveFirstSight, type Trusted } from './trusted.ts';

/** A file of settings that is larger says something else. Bytes. */
const configBytes = 256 * 1024;

export interface ReadSettings {
	readonly config: ProjectConfig;
	/** Where the remote led when it was confirmed; null where the project has none, or it was not told. */
	readonly remoteUrl: string | null;
	/** What the repository asks for and the operator has not confirmed. */
	readonly pending: readonly PendingSetting[];
	/** Why the repository's file is not gone by, or null. What was confirmed before counts on. */
	readonly problem: string | null;
	/** The base commit it was read of. */
	readonly commit: string | null;
	/** Where the repository keeps its objects and refs; null where there is none. */
	readonly gitDir: string | null;
	/** What its file says is confirmed now, because nobody had seen this project before. */
	readonly firstSight: boolean;
	/** Why nothing may start: nothing is confirmed, and nothing that could be could be read. */
	readonly heldUp: string | null;
}

type Project = Pick<TrackedProject, 'gid' | 'path' | 'settings'>;

/**
 * The settings a project goes by: the operator's, what was confirmed of the repository's file, and what that file tightens
 * now, read as a blob of the base commit. A repository that cannot be read leaves what was confirmed.
 *
 * A project nobody has seen before is the operator's act: what its repository says then is confirmed and kept. So does a
 * home of an earlier version become one of this. With `keep` false it is not kept: for those who only look.
 *
 * Throws CONFIG_UNREADABLE or CONFIG_INVALID for a broken file of the operator's own.
 */
export async function readSettings(
	home: Home,
	project: Project,
	{ keep = true }: { readonly keep?: boolean } = {},
): Promise<ReadSettings> {
	const operator = project.settings ?? {};
	const known = loadTrusted(home, project);
	const gitDir = await locateGitDir(project.path);
	const found = gitDir === null ? noRepository : await readProposal(gitDir, operator, known?.settings ?? {});
	const trusted = known ?? (await seeFirst(project, gitDir, found));
	if (known === null && trusted !== null && keep) saveFirstSight(home, project.gid, trusted);
	const { config, pending } = settleSettings({
		operator,
		confirmed: trusted?.settings ?? {},
		proposed: found.proposal,
	});
	return {
		config,
		pending,
		remoteUrl: config.remote === null ? null : (trusted?.remote_url ?? null),
		problem: found.problem,
		commit: found.commit,
		gitDir,
		firstSight: known === null && trusted !== null,
		heldUp:
			trusted === null ? `its settings could not be read: ${found.problem ?? unreadableCheckout}` : null,
	};
}

export interface Proposal {
	readonly proposal: ProjectProposal | null;
	readonly problem: string | null;
	readonly commit: string | null;
}

const unreadableCheckout = `${projectConfigFile} in its checkout is not valid`;

const noRepository: Proposal = { proposal: null, problem: 'there is no repository', commit: null };

/** What the repository's file says at the base. Which branch that is, the repository does not decide. */
export async function readProposal(
	gitDir: string,
	operator: ProjectProposal,
	confirmed: ProjectProposal,
): Promise<Proposal> {
	const base = {
		base_branch: operator.base_branch ?? confirmed.base_branch ?? 'main',
		remote: operator.remote ?? confirmed.remote ?? null,
	};
	let commit: string | null;
	try {
		commit = await findBaseCommit(gitDir, base);
	} catch (error) {
		return { proposal: null, problem: (error as Error).message, commit: null };
	}
	if (commit === null) return { proposal: null, problem: null, commit: null };
	const blob = (await readBlobs(gitDir, commit, [projectConfigFile], configBytes)).get(projectConfigFile);
	return { ...readProposalBlob(blob ?? { kind: 'missing' }), commit };
}

function readProposalBlob(blob: Blob): Pick<Proposal, 'proposal' | 'problem'> {
	if (blob.kind === 'missing') return { proposal: null, problem: null };
	if (blob.kind === 'refused')
		return { proposal: null, problem: `${projectConfigFile} is not read: ${blob.why}` };
	return parseProposal(blob.bytes.toString());
}

function parseProposal(text: string): Pick<Proposal, 'proposal' | 'problem'> {
	try {
		const parsed = ProjectProposal.safeParse(JSON.parse(text));
		if (parsed.success) return { proposal: parsed.data, problem: null };
		return {
			proposal: null,
			problem: `${projectConfigFile} is not valid: ${describeIssues(parsed.error)}`,
		};
	} catch (error) {
		return { proposal: null, problem: `${projectConfigFile} is no JSON: ${(error as Error).message}` };
	}
}

/**
 * What lies in the operator's checkout, for the commands the operator gives there and for a first sight; agents have
 * worktrees of their own. Opened without following a link or waiting for a pipe. Throws CONFIG_UNREADABLE or
 * CONFIG_INVALID (exit 2).
 */
export function readCheckout(path: string): ProjectProposal | null {
	const file = join(path, projectConfigFile);
	let handle: number;
	try {
		handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw unusable('CONFIG_UNREADABLE', `${file} cannot be read: ${(error as Error).message}.`);
	}
	try {
		const stat = fstatSync(handle);
		if (!stat.isFile() || stat.size > configBytes)
			throw unusable('CONFIG_UNREADABLE', `${file} is no plain file of at most ${configBytes} bytes.`);
		const { proposal, problem } = parseProposal(readFileSync(handle, 'utf8'));
		if (problem !== null) throw unusable('CONFIG_INVALID', `In ${path}, ${problem}.`);
		return proposal;
	} finally {
		closeSync(handle);
	}
}

function tryReadCheckout(path: string): ProjectProposal | null | undefined {
	try {
		return readCheckout(path);
	} catch {
		return undefined;
	}
}

function unusable(code: string, message: string): AegisError {
	return new AegisError(code, message, {
		fix: 'Correct or remove the file; docs/configuration.md lists every setting.',
		exitCode: 2,
	});
}

/** The base's file, or where that has none the one in the operator's checkout, which `init` wrote there. */
async function seeFirst(
	{ path, settings: operator }: Project,
	gitDir: string | null,
	atMain: Proposal,
): Promise<Trusted | null> {
	// What is broken confirms nothing: defaults would be laxer than what its owner meant.
	if (gitDir === null || atMain.problem !== null) return null;
	const lying = tryReadCheckout(path);
	if (lying === undefined) return null;
	// Which branch is the base stands in the file itself, this once.
	const { proposal, commit, problem } =
		lying?.base_branch === undefined ? atMain : await readProposal(gitDir, {}, lying);
	if (problem !== null) return null;
	const settings = proposal ?? lying ?? {};
	const remote = operator?.remote ?? settings.remote ?? null;
	return {
		version: 1,
		path,
		settings,
		remote_url: remote === null ? null : await readRemoteUrl(gitDir, remote),
		commit: proposal === null ? null : commit,
		at: new Date().toISOString(),
		by: 'first-sight',
	};
}
