import { createHash } from 'node:crypto';
import { matchesGlob } from 'node:path';
import type { ProjectConfig } from '@aegis/shared/config';
import type { BranchEvidence, GuardedEvidence, RunSpec } from '@aegis/shared/domain';
import { AegisError } from '@aegis/shared/errors';
import { askGit, readObjects } from '@aegis/shared/repository';
import { findGuardedChanges, isReadForGuards, type PathChange } from '../core/guarded-paths.ts';
import { memoryFile, preferencesFile } from './memory.ts';

/** One line of `git diff-tree --raw`. */
interface RawChange {
	readonly path: string;
	readonly mode: string;
	readonly before: string;
	readonly after: string;
}

/** More changed files than this are named by their number. */
const mostNamed = 200;

/**
 * What lands with a person's second tick alone: the changes from one tree to another. Null where there are none.
 *
 * The digest names the card, the commit, and of every guarded path the blob of the base and the one that would land. A
 * tick of it counts for exactly these: a commit more, another blob or a base that has moved under one of the paths is
 * another digest. What else moves on the base leaves it as it is.
 *
 * Throws GIT_FAILED where git cannot say: what is not known is not let through.
 */
export async function findGuarded(
	gitDir: string,
	change: { readonly from: string; readonly to: string; readonly head: string },
	{ spec, config }: { readonly spec: RunSpec; readonly config: ProjectConfig },
): Promise<GuardedEvidence | null> {
	const raw = await listChanges(gitDir, change.from, change.to);
	const texts = await readTexts(gitDir, raw);
	const { add, relax } = config.guarded_paths;
	const found = findGuardedChanges(
		raw.map(({ path, mode, before, after }): PathChange => ({
			path,
			mode,
			before: texts.get(before) ?? null,
			after: texts.get(after) ?? null,
		})),
		{
			isAdded: (path) => add.some((glob) => matchesGlob(path, glob)),
			isRelaxed: (path) => relax.some((glob) => matchesGlob(path, glob)),
			commands: [config.test_command, config.hydration_command].filter((command) => command !== null),
			exempt: spec.agent === 'Documentation' ? [memoryFile, preferencesFile] : [],
		},
	);
	if (found.length === 0) return null;
	const guarded = new Set(found.map(({ path }) => path));
	const hash = createHash('sha256').update(`${spec.cardGid}\n${change.head}\n`);
	for (const line of raw) if (guarded.has(line.path)) hash.update(`${JSON.stringify(line)}\n`);
	return { digest: hash.digest('hex'), changes: found.slice(0, mostNamed), count: found.length };
}

/** The branch with what of it is guarded: what it changed since it left the base. */
export async function inspectGuarded(
	gitDir: string,
	base: string,
	branch: BranchEvidence,
	run: { readonly spec: RunSpec; readonly config: ProjectConfig },
): Promise<BranchEvidence> {
	const { exitCode, stdout } = await askGit(gitDir, ['merge-base', base, branch.headSha]);
	const from = exitCode === 0 ? stdout.toString().trim() : base;
	const change = { from, to: branch.headSha, head: branch.headSha };
	return { ...branch, guarded: await findGuarded(gitDir, change, run) };
}

async function listChanges(gitDir: string, from: string, to: string): Promise<RawChange[]> {
	const args = [
		'diff-tree',
		'-r',
		'-z',
		'--raw',
		'--no-renames',
		'--no-abbrev',
		'--end-of-options',
		from,
		to,
	];
	const { exitCode, stdout } = await askGit(gitDir, args, { timeoutMs: 60_000 });
	if (exitCode !== 0) {
		throw new AegisError('GIT_FAILED', `git diff-tree failed between ${from} and ${to}.`, {
			fix: 'Repair the repository, then retry the card.',
		});
	}
	const changes: RawChange[] = [];
	const words = stdout.toString().split('\0');
	for (let at = 0; at + 1 < words.length; at += 2) {
		const [, mode = '', before = '', after = ''] = /^:\d+ (\d+) (\S+) (\S+) /.exec(words[at] ?? '') ?? [];
		changes.push({ path: words[at + 1] ?? '', mode, before, after });
	}
	return changes;
}

async function readTexts(gitDir: string, changes: readonly RawChange[]): Promise<Map<string, string>> {
	const wanted = changes.filter(isReadForGuards).flatMap(({ before, after }) => [before, after]);
	const ids = [...new Set(wanted)].filter((id) => !/^0+$/.test(id));
	const bodies = await readObjects(gitDir, ids);
	// What cannot be read is compared by its name: it differs.
	return new Map(ids.map((id) => [id, bodies.get(id)?.toString() ?? id]));
}
