import type { AttackCase, Proof } from '../core/case.ts';

const worktree = 'packages/worker/test/workspace/worktree.test.ts';
const changes = 'packages/dashboard/test/read/card-changes.test.ts';
const guarded = 'packages/worker/test/run/guarded.test.ts';
const guardedPaths = 'packages/worker/test/core/guarded-paths.test.ts';
const settled = 'packages/shared/test/config/settle-settings.test.ts';
const noVault = 'the tree’s git is used outside the sandbox until the vault is in its place';
const hooks: Proof = [worktree, 'hooks of the repository do not run'];

/** A repository that is an attack: the vectors of one list, tried one by one. */
const vectors: readonly (readonly [id: number, tried: string, proofs: readonly Proof[]])[] = [
	[22, 'core.fsmonitor', [[changes, 'a repository’s own settings run no program']]],
	[23, '.git replaced by a repository', []],
	[24, '.git led elsewhere', []],
	[25, 'every hook', [hooks]],
	[26, 'clean and smudge filters', []],
	[27, 'diff.external and textconv', [[changes, 'a repository’s own settings run no program']]],
	[28, 'sshCommand, ext::, receivepack and uploadpack', []],
	[29, 'include.path and config.worktree', []],
	[30, 'gpg.program', []],
	[31, 'a bare repository within, insteadOf', []],
	[32, 'alternates that lead to another project', []],
	[33, 'credential.helper, pager, editor, askpass, alias', []],
];

/** Git as a weapon. */
export const gitCases: readonly AttackCase[] = [
	...vectors.map(([id, tried, proofs]) => ({ id, tried, proofs, gap: noVault })),
	{ id: 34, tried: '.gitmodules and .lfsconfig', proofs: [], gap: 'no test is named here yet' },
	{
		id: 35,
		tried: 'trees with .GIT, .., look-alikes and backslashes',
		proofs: [],
		gap: 'no test is named here yet',
	},
	{
		id: 38,
		tried: 'main, tags, notes and branches of other cards are rewritten in the agent’s repository',
		proofs: [
			['packages/checker/test/core/main-history.test.ts', 'a run’s work that came to main by itself'],
			['packages/checker/test/home.test.ts', 'a commit that nobody landed is named, on the remote too'],
		],
		gap: 'shown by `aegis verify` afterwards; prevented by the vault alone',
	},
	{
		id: 39,
		tried: 'tests, CI and package scripts are changed so that they pass',
		proofs: [
			[guarded, 'nothing guarded is null; the project’s own globs count'],
			[
				guardedPaths,
				'of a package.json the scripts, the tools’ configuration and foreign sources are guarded',
			],
			[guardedPaths, 'what the operator’s own commands run is guarded'],
			[settled, 'what was confirmed counts, and a change of it waits with both values named'],
		],
	},
	{
		id: 40,
		tried: 'checks that are hostile code',
		proofs: [
			[
				'packages/worker/test/merge/merge-branch.test.ts',
				'checks that rewrite tracked files do not prove what would land',
			],
			['packages/worker/test/process/scope.test.ts', 'a command sees its toolchain and none of our secrets'],
			[
				'packages/worker/test/sandbox/sandbox.integration.test.ts',
				'a program inside sees its tree, its home and the toolchain',
			],
		],
	},
];
