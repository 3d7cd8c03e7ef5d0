import { lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memoryEntries } from '@aegis/agents/agents';
import type { RunOutcome } from '@aegis/shared/domain';
import { AegisError } from '@aegis/shared/errors';
import { appendEntry } from '../core/memory.ts';
import { addTrailers } from '../core/trailers.ts';
import { refreshBase, requireCommit } from '../git/base.ts';
import { cleanCard } from '../merge/clean.ts';
import { mergeBranch } from '../merge/merge-branch.ts';
import type { Worktree } from '../workspace/worktree.ts';
import { commitWork } from './commit.ts';
import type { RunContext } from './context.ts';
import { memoryFile, preferencesFile } from './memory.ts';
import type { Prepared } from './prepare.ts';

/** Bytes of a memory file; what stands there is a repository's, and it is read into memory whole. */
const mostBytes = 4 << 20;

/** How often another memory may land between ours being written and merged. */
const attempts = 3;

/**
 * Lands what is to be remembered the way code lands: as a commit on the card's branch, merged and tested. The
 * person's checkout is not written to otherwise.
 */
export async function concludeDocumentation(
	run: RunContext,
	{ worktree }: Prepared,
	answer: unknown,
	decide: () => RunOutcome,
): Promise<RunOutcome> {
	const decided = decide();
	if (decided.kind !== 'succeeded') return decided;
	for (let attempt = 1; ; attempt++) {
		const { ref } = await refreshBase(run, { force: true });
		const base = await requireCommit(run.repository, ref);
		await worktree.bring(base);
		const foreign = await findForeignFiles(worktree, base);
		if (foreign.length > 0) return refuse(worktree, foreign);
		if (!hasEntries(answer)) return decided;
		// Nothing but memory is on the branch: written anew on the newest base it cannot conflict.
		await worktree.git.text(['reset', '--quiet', '--hard', base]);
		if (!writeEntries(worktree, answer)) return decided;
		await commitWork(run, worktree, 'Remember what was learned');
		await worktree.take();
		const head = await worktree.git.text(['rev-parse', 'HEAD']);
		const { cardGid: card, runId, epoch } = run.spec;
		run.machine.effects.record({ kind: 'commit', card, run: runId, epoch, head });
		const end = await mergeBranch(run, {
			message: addTrailers(`Remember: ${run.spec.card.name.slice(0, 60)}`, run.spec),
			head,
		});
		switch (end.kind) {
			case 'landed':
				await cleanCard(run, end.head);
				return { ...decided, merge: end.merge };
			case 'conflict':
				if (attempt < attempts) continue;
				return {
					kind: 'failed',
					code: 'MERGE_CONFLICT',
					message: `${end.files.join(', ')} changed meanwhile.`,
				};
			case 'red':
				return {
					kind: 'failed',
					code: 'CHECKS_RED',
					message: 'The checks fail on the base branch.',
					evidence: end.checks.tail,
				};
			case 'guarded': {
				const paths = end.guarded.changes.map(({ path }) => path).join(', ');
				return { kind: 'failed', code: 'MERGE_HELD', message: `What would land is guarded: ${paths}.` };
			}
			case 'hold':
				return { kind: 'failed', code: 'MERGE_HELD', message: end.why };
			case 'failed':
				return end;
		}
	}
}

/** Files other than memory that commits of the branch or the working tree change. */
async function findForeignFiles(worktree: Worktree, base: string): Promise<string[]> {
	const [committed, uncommitted] = await Promise.all([
		worktree.git.text(['log', '--format=', '--name-only', '--end-of-options', `${base}..HEAD`]),
		worktree.git.text(['diff', '--name-only', 'HEAD']),
	]);
	return `${committed}\n${uncommitted}`
		.split('\n')
		.filter((name) => name !== '' && name !== memoryFile && name !== preferencesFile);
}

function hasEntries(answer: unknown): boolean {
	const { memory, preferences } = memoryEntries(answer);
	return memory !== null || preferences !== null;
}

/** Returns false when there was nothing new to write. */
function writeEntries({ path }: Worktree, answer: unknown): boolean {
	const { memory, preferences } = memoryEntries(answer);
	const changes = [
		append(join(path, memoryFile), 'Swarm memory', memory),
		append(join(path, preferencesFile), 'User preferences', preferences),
	];
	return changes.includes(true);
}

function append(file: string, title: string, entry: string | null): boolean {
	if (entry === null) return false;
	const stat = lstatSync(file, { throwIfNoEntry: false });
	if (stat !== undefined && !stat.isFile()) {
		throw new AegisError('MEMORY_NOT_A_FILE', `${file} is not a plain file, so nothing was written to it.`, {
			fix: 'Replace it with a plain text file in the repository.',
		});
	}
	if (stat !== undefined && stat.size > mostBytes) {
		throw new AegisError(
			'MEMORY_NOT_A_FILE',
			`${file} has ${stat.size} bytes, so nothing was written to it: a memory has at most ${mostBytes}.`,
			{ fix: 'Shorten it in the repository.' },
		);
	}
	const before = stat === undefined ? '' : readFileSync(file, 'utf8');
	const after = appendEntry(before, title, entry);
	if (after === before) return false;
	writeFileSync(file, after);
	return true;
}

function refuse({ branch }: Worktree, files: readonly string[]): RunOutcome {
	const message = `${branch} holds other work (${files.slice(0, 5).join(', ')}), which a memory must not carry along.`;
	return { kind: 'failed', code: 'BRANCH_HOLDS_WORK', message };
}
