import type { AttackCase, Proof } from '../core/case.ts';

const changes = 'packages/dashboard/test/read/card-changes.test.ts';
const guarded = 'packages/worker/test/run/guarded.test.ts';
const lostTests = 'packages/worker/test/core/lost-tests.test.ts';
const guardedPaths = 'packages/worker/test/core/guarded-paths.test.ts';
const settled = 'packages/shared/test/config/settle-settings.test.ts';
const vault = 'packages/worker/test/vault/attacks.integration.test.ts';
const hostile = 'packages/worker/test/vault/hostile-clone.integration.test.ts';
const commands = 'packages/worker/test/run/hostile-commands.integration.test.ts';

/** A clone with every setting, hook and attribute: taken, diffed, pushed, merged and removed, and no marker. */
const poisoned: readonly Proof[] = [
	[vault, 'attacks 22 to 33: nothing a clone is set up to run is run outside of the sandbox'],
	[vault, 'the same work without the poison lands: the scene tries what it says'],
	[hostile, 'attacks 22 and 25 to 33: what comes of a poisoned clone is pushed and landed where it belongs'],
];
const ownSettings: Proof = [changes, 'a repository’s own settings run no program'];
const replaced: readonly Proof[] = [
	// Two of them: a file that leads there, and a link.
	[hostile, 'attacks 23 and 24: a .git that is '],
	[vault, 'a clone replaced by a link, or its git folder by one, is set aside and made anew'],
];

/** A repository that is an attack: the vectors of one list, tried one by one. */
const vectors: readonly (readonly [id: number, tried: string, proofs: readonly Proof[]])[] = [
	[22, 'core.fsmonitor', [...poisoned, ownSettings]],
	[
		23,
		'.git replaced by a repository',
		[...replaced, [hostile, 'attack 23: a .git that is a repository of the agent’s own brings commits']],
	],
	[24, '.git led elsewhere', replaced],
	[25, 'every hook', poisoned],
	[26, 'clean and smudge filters', poisoned],
	[27, 'diff.external and textconv', [...poisoned, ownSettings]],
	[28, 'sshCommand, ext::, receivepack and uploadpack', poisoned],
	[29, 'include.path and config.worktree', poisoned],
	[30, 'gpg.program', poisoned],
	[31, 'a bare repository within, insteadOf', poisoned],
	[
		32,
		'alternates that lead to another project',
		[[vault, 'a clone whose alternates lead to another project brings nothing of it']],
	],
	[33, 'credential.helper, pager, editor, askpass, alias', poisoned],
];

/** Git as a weapon. */
export const gitCases: readonly AttackCase[] = [
	...vectors.map(([id, tried, proofs]) => ({ id, tried, proofs })),
	{
		id: 34,
		tried: '.gitmodules and .lfsconfig',
		proofs: [
			[hostile, 'attack 34: a submodule with '],
			[hostile, 'attack 34: a submodule and a large file are not fetched, wherever their settings lead'],
			[guarded, 'nothing guarded is null; the project’s own globs count'],
		],
	},
	{
		id: 35,
		tried: 'trees with .GIT, .., look-alikes and backslashes',
		proofs: [
			[vault, 'attack 35: a malformed tree is refused at the door'],
			[
				hostile,
				'attack 35: trees with .git look-alikes, .., slashes and backslashes are refused at the door',
			],
		],
	},
	{
		id: 38,
		tried: 'main, tags, notes and branches of other cards are rewritten in the agent’s repository',
		proofs: [
			[vault, 'attack 38: other branches, tags and notes of a clone stay in it'],
			['packages/checker/test/core/main-history.test.ts', 'a run’s work that came to main by itself'],
			['packages/checker/test/home.test.ts', 'a commit that nobody landed is named, on the remote too'],
		],
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
			[guarded, 'attack 39: a change that takes tests away, or out of use, waits for a person'],
			[lostTests, 'what is skipped, left out by “only” or commented out does not count'],
			[lostTests, 'tests that are renamed so that no runner finds them are lost'],
		],
	},
	{
		id: 40,
		tried: 'checks that are hostile code',
		proofs: [
			[commands, 'attack 40: checks change neither the commit that lands nor the vault, and reach no token'],
			[commands, 'attack 40: checks that commit something else land nothing'],
			[
				'packages/worker/test/merge/merge-branch.test.ts',
				'checks that rewrite tracked files do not prove what would land',
			],
			['packages/worker/test/process/scope.test.ts', 'a command sees its toolchain and none of our secrets'],
		],
	},
];
