import type { AttackCase } from '../core/case.ts';

const commands = 'packages/worker/test/run/hostile-commands.integration.test.ts';
const guardedPaths = 'packages/worker/test/core/guarded-paths.test.ts';
const settled = 'packages/shared/test/config/settle-settings.test.ts';
const egress = 'packages/proxy/test/egress/egress-door.integration.test.ts';
const supply = 'packages/chaos/test/attack/supply-chain.test.ts';

/** What comes with dependencies. */
export const supplyCases: readonly AttackCase[] = [
	{
		id: 41,
		tried: 'a dependency that runs at its installation, a registry of its own, a package manager of its own',
		proofs: [
			[commands, 'attack 41: what a dependency runs at its installation sees no secret'],
			// Of them lock files, and what configures a package manager.
			[guardedPaths, 'guarded: '],
			[
				guardedPaths,
				'of a package.json the scripts, the tools’ configuration and foreign sources are guarded',
			],
			[commands, 'attack 41: packages run no scripts of their own unless the operator lets them'],
			[settled, 'what a repository says has no authority of its own'],
			// Another registry is a host that nobody listed.
			[egress, 'other hosts and ports are refused by name and noted'],
			[
				'packages/worker/test/merge/merge-branch.test.ts',
				'checks that rewrite tracked files do not prove what would land',
			],
		],
	},
	{
		id: 42,
		tried: 'Aegis’s own dependencies',
		proofs: [
			[supply, 'nothing is installed but what is locked, runs a script, or is fresh'],
			[supply, 'the bill of materials names everything that is locked, with its hash'],
		],
	},
	{
		id: 43,
		tried: 'a cache that one run poisons for another',
		proofs: [
			[commands, 'attack 43: what the commands of one card leave in home, caches and temporary folders'],
			[commands, 'attack 43: what git of one card’s clone is set up to leave in its home'],
			[
				'packages/worker/test/sandbox/sandbox.integration.test.ts',
				'folders the operator shows can be read, those he shares can be written',
			],
			[commands, 'attack 43: of a cache the operator keeps, each card has a copy of its own'],
		],
	},
];
