import type { AttackCase } from '../core/case.ts';

const sandbox = 'packages/worker/test/sandbox/sandbox.integration.test.ts';
const chain = 'packages/shared/test/effects/chain.test.ts';

/** Out of the run: Redis, limits, other processes, and afterwards. */
export const scopeCases: readonly AttackCase[] = [
	{
		id: 58,
		tried: 'Redis from within a run, and commands no service needs',
		proofs: [
			[sandbox, 'attacks 58 and 61: in a network of its own it reaches one socket'],
			[
				'packages/shared/test/redis/access.integration.test.ts',
				'nobody may change the server, script past its keys',
			],
			[
				'packages/cli/test/redis/private-server.integration.test.ts',
				'listens on loopback, for its users alone',
			],
		],
	},
	{
		id: 60,
		tried: 'a thousand cards a minute, a card opened again and again, two bots in a loop',
		proofs: [
			['packages/master/test/core/start/pace.test.ts', 'an author begins so many cards an hour'],
			['packages/master/test/core/start/pace.test.ts', '500 re-openings in a day start no more runs'],
			[
				'packages/master/test/core/person/permission.test.ts',
				'a card of a stranger says why it does not run, and once',
			],
		],
	},
	{
		id: 62,
		tried: 'forks, memory, files, disk',
		proofs: [
			[sandbox, 'attack 62: a file grows, and files are opened, as far as the limits go'],
			[sandbox, 'attack 62: the number of processes is limited, by a cgroup or for the user'],
			[sandbox, 'attack 62: where the processor or memory is short, a run waits and dies before Aegis does'],
			[
				'packages/worker/test/run/run-disk.integration.test.ts',
				'attack 62: a run that fills the disk is stopped at its limit, with the reason',
			],
		],
	},
	{
		id: 63,
		tried: 'the worker is signalled, traced, or told a cost of nothing',
		proofs: [
			[sandbox, 'attacks 63 and 64: what it leaves behind dies with it'],
			[
				'packages/worker/test/door/metered-run.integration.test.ts',
				'a run costs what the meter says, not what its CLI says',
			],
		],
	},
	{
		id: 64,
		tried: 'something that goes on after the run',
		proofs: [[sandbox, 'attacks 63 and 64: what it leaves behind dies with it']],
	},
	{
		id: 65,
		tried: 'the records are altered',
		proofs: [
			[chain, 'a record that is changed, taken out, put in or moved shows'],
			[chain, 'an end that is cut off shows to who saw it'],
			['packages/checker/test/home.test.ts', 'a log that was rewritten, or whose end the master saw'],
		],
	},
];
