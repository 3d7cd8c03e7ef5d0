import type { AttackCase } from '../core/case.ts';

const supply = 'packages/chaos/test/attack/supply-chain.test.ts';

/** What comes with dependencies. */
export const supplyCases: readonly AttackCase[] = [
	{
		id: 41,
		tried: 'a dependency that runs at its installation, a registry of its own, a package manager of its own',
		proofs: [
			[
				'packages/worker/test/sandbox/sandbox.integration.test.ts',
				'a program inside sees its tree, its home and the toolchain',
			],
		],
		gap: 'hydration runs in the sandbox; which scripts and registries it may use is the operator’s command',
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
			[
				'packages/worker/test/sandbox/sandbox.integration.test.ts',
				'folders the operator shows can be read, those he shares can be written',
			],
		],
		gap: 'caches are of one run unless the operator shares one; what is in a shared one is not verified',
	},
];
