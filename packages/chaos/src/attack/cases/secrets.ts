import type { AttackCase } from '../core/case.ts';

const sandbox = 'packages/worker/test/sandbox/sandbox.integration.test.ts';
const canary = 'packages/worker/test/secrets/canary.integration.test.ts';
const scan = 'packages/worker/test/git/secret-scan.test.ts';
const commands = 'packages/worker/test/run/hostile-commands.integration.test.ts';
const redactor = 'packages/shared/test/redaction/redactor.test.ts';

/** Secrets that are looked for, and carried out. */
export const secretCases: readonly AttackCase[] = [
	{
		id: 10,
		tried: 'environments, arguments, open files and memory of other processes are read',
		proofs: [
			[sandbox, 'attack 10: no environment, argument or open file of another process'],
			[sandbox, 'a program inside sees its tree, its home and the toolchain, and nothing else'],
		],
	},
	{
		id: 11,
		tried: 'keys and tokens of the home, other projects, sockets are read',
		proofs: [
			[sandbox, 'a program inside sees its tree, its home and the toolchain, and nothing else'],
			[commands, 'attack 41: what a dependency runs at its installation sees no secret'],
		],
	},
	{
		id: 12,
		tried: 'git is asked for a credential',
		proofs: [
			[commands, 'attack 12: git has no credential to give, and no address that holds one'],
			[
				'packages/worker/test/core/decisions.test.ts',
				'git sees no secret, a command only what a build needs',
			],
		],
	},
	{
		id: 13,
		tried: 'a .env that is a link, or is written through',
		proofs: [
			[
				'packages/worker/test/vault/hostile-clone.integration.test.ts',
				'attack 13: a person’s .env is not in a clone, is not reached through a link, and not replaced by one',
			],
			[
				'packages/worker/test/merge/land-locally.test.ts',
				'a file that a person has and git ignores is not replaced by one of a card; main waits',
			],
		],
	},
	{
		id: 14,
		tried: 'a secret leaves by a commit, a name, a comment, a log, an allowed address, in an encoding',
		proofs: [
			[canary, 'whatever an agent says of a secret, nobody gets to see it'],
			[scan, 'a secret that any commit of a branch brings is found, with its place'],
			[scan, 'names of files, messages and authors are looked at too'],
			[
				'packages/proxy/test/egress/egress-door.integration.test.ts',
				'other hosts and ports are refused by name and noted',
			],
		],
	},
	{
		id: 15,
		tried: 'a secret in output, across pieces, in every usual form',
		proofs: [
			[redactor, 'however a text is cut into pieces, no secret comes through'],
			[redactor, 'a line of a private key is taken out by itself'],
			[canary, 'whatever an agent says of a secret, nobody gets to see it'],
		],
	},
	{
		id: 16,
		tried: 'an error, a crash or a job tells a token',
		proofs: [
			[
				'packages/shared/test/queue/work-queue.test.ts',
				'what a job failed with is kept in Redis without a secret that the error held',
			],
			['packages/shared/test/log/logger.test.ts', 'secrets stay out of it'],
			[
				'packages/shared/test/config/env.test.ts',
				'all problems are told together, by name, and values are not repeated',
			],
			[canary, 'whatever an agent says of a secret, nobody gets to see it'],
		],
	},
	{
		id: 61,
		tried: 'the agent spends the key by itself, or sends it elsewhere',
		proofs: [
			[
				'packages/worker/test/door/metered-run.integration.test.ts',
				'a run costs what the meter says, not what its CLI says',
			],
			[
				'packages/proxy/test/model/model-door.integration.test.ts',
				'without the run’s own key, or for another route, the provider is not asked',
			],
			[sandbox, 'attacks 58 and 61: in a network of its own it reaches one socket'],
		],
	},
];
