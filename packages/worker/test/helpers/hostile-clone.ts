import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProjectConfig } from '@aegis/shared/config';
import type { ExecutionContext } from 'ava';
import { resolveCommit } from '../../src/git/base.ts';
import type { RunContext } from '../../src/run/context.ts';
import { ensureClone } from '../../src/workspace/clone.ts';
import type { Worktree } from '../../src/workspace/worktree.ts';
import { makeRepository, type TestRepository } from './repository.ts';
import { openTestRun } from './run.ts';
import { realSandbox } from './sandbox.ts';

/**
 * A card's clone that its agent has done with as it likes: every setting, hook and attribute that makes git run a program
 * puts a marker into a folder of the machine. The agent is a script that knows everything; nothing depends on its mood.
 */
export interface Scene {
	readonly run: RunContext;
	readonly repository: TestRepository;
	/** The folder the markers would be in. */
	readonly marks: string;
	/** A program that puts one there. */
	readonly program: string;
}

export async function openScene(
	t: ExecutionContext,
	options: {
		readonly remote?: boolean;
		readonly config?: Partial<ProjectConfig>;
		/** What the person's repository has before the card begins. */
		readonly prepare?: (repository: TestRepository) => void;
	} = {},
): Promise<Scene | null> {
	const repository = makeRepository(t, options);
	options.prepare?.(repository);
	const sandbox = await realSandbox(t, repository.root);
	if (sandbox === null) return null;
	const run = await openTestRun(t, repository, { sandbox, config: options.config ?? {} });
	const marks = join(repository.root, 'marks');
	mkdirSync(marks);
	const program = join(repository.root, 'program.sh');
	writeFileSync(program, `#!/bin/sh\ntouch ${marks}/$(basename "$0")-$$\ncat\n`);
	chmodSync(program, 0o755);
	return { run, repository, marks, program };
}

export async function openClone({ run }: Pick<Scene, 'run'>): Promise<Worktree> {
	const base = await resolveCommit(run.repository, 'refs/heads/main');
	return ensureClone(run, base ?? '');
}

/** Every way that is known to have git run a program, in one clone. `attributes` is the file that says what filters what. */
export function poison(clone: string, program: string, attributes = join(clone, '.gitattributes')): void {
	const config = (...args: string[]): void => void execFileSync('git', ['-C', clone, 'config', ...args]);
	for (const name of ['core.fsmonitor', 'core.sshCommand', 'core.editor', 'core.pager', 'core.askPass'])
		config(name, program);
	for (const name of ['filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'merge.evil.driver'])
		config(name, program);
	for (const name of ['diff.evil.command', 'diff.evil.textconv', 'diff.external', 'gpg.program'])
		config(name, program);
	for (const name of ['credential.helper', 'alias.add', 'alias.commit', 'alias.fetch'])
		config(name, `!${program}`);
	config('commit.gpgsign', 'true');
	config('protocol.ext.allow', 'always');
	config('uploadpack.packObjectsHook', program);
	config('remote.origin.uploadpack', program);
	config('remote.origin.receivepack', program);
	config('url.ext::sh -c touch% x.insteadOf', 'file://');
	const more = join(clone, '.git', 'more');
	writeFileSync(more, `[core]\n\tfsmonitor = ${program}\n`);
	config('include.path', more);
	config('extensions.worktreeConfig', 'true');
	writeFileSync(join(clone, '.git', 'config.worktree'), `[core]\n\tfsmonitor = ${program}\n`);
	const hooks = join(clone, '.git', 'hooks');
	mkdirSync(hooks, { recursive: true });
	for (const hook of [
		'pre-commit',
		'commit-msg',
		'post-commit',
		'reference-transaction',
		'post-index-change',
		'pre-push',
		'post-checkout',
		'post-merge',
		'pre-auto-gc',
		'pre-receive',
		'update',
		'post-receive',
	])
		writeFileSync(join(hooks, hook), readFileSync(program), { mode: 0o755 });
	config('core.hooksPath', hooks);
	mkdirSync(dirname(attributes), { recursive: true });
	writeFileSync(attributes, '* filter=evil diff=evil merge=evil\n');
}
