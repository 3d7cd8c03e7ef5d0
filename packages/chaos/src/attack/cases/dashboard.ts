import type { AttackCase } from '../core/case.ts';

const guard = 'packages/shared/test/door/guard.test.ts';
const judge = 'packages/shared/test/door/core/judge.test.ts';
const app = 'packages/dashboard/test/http/app.test.ts';

/** Pages, and what a browser can be made to do. */
export const dashboardCases: readonly AttackCase[] = [
	{
		id: 49,
		tried: 'every route without a session',
		proofs: [
			[app, 'no route but the health check answers without a secret'],
			[
				'packages/master/test/api/server.test.ts',
				'every route but the sign of life is for those with a secret',
			],
			['packages/board/test/web/live.test.ts', 'with a door the page and its data need a session'],
			[guard, 'nothing but the sign of life answers without a secret'],
		],
	},
	{
		id: 50,
		tried: 'orders from another site, another port, from nowhere',
		proofs: [
			[guard, 'a link opens a session once, and the session reads and orders from its own page'],
			[app, 'no route answers to a foreign name, and no foreign page gives an order'],
			[judge, 'an order needs the role whatever page sends it'],
		],
	},
	{
		id: 51,
		tried: 'a foreign name that leads to this machine',
		proofs: [
			[guard, 'a foreign name is not answered, and a page of another port reads nothing'],
			[judge, 'a server bound to the loopback answers to its names'],
		],
	},
	{
		id: 52,
		tried: 'names, lines and links that are markup',
		proofs: [
			[app, 'the page may run its own scripts only and may not be framed'],
			['packages/syncer/test/long-output.test.ts', 'hostile text is shown and does nothing'],
		],
	},
	{
		id: 53,
		tried: 'the page in a frame, a session that is planted or read in a log',
		proofs: [
			[app, 'the page may run its own scripts only and may not be framed'],
			[guard, 'a session of another door, of other secrets, too old or altered opens nothing'],
			[guard, 'secrets are made once, for their owner alone'],
		],
	},
	{
		id: 54,
		tried: 'guessing',
		proofs: [
			[guard, 'guesses are limited, and who guesses locks out nobody'],
			['packages/shared/test/door/core/guess-limit.test.ts', 'ten wrong guesses of one address a minute'],
		],
	},
	{
		id: 55,
		tried: 'ids that are paths, and projects of others',
		proofs: [
			[
				'packages/dashboard/test/http/v1/runs.test.ts',
				'no id reaches outside the runs, and no link is followed',
			],
			['packages/dashboard/test/core/ids.test.ts', 'nothing that could be a path is an id'],
			[guard, 'a viewer looks and gives no orders'],
		],
		gap: 'roles are of the whole installation, not of one project',
	},
	{
		id: 56,
		tried: 'jobs are changed in Bull Board',
		proofs: [
			[
				'packages/dashboard/test/queues/bull-board.test.ts',
				'Bull Board shows the work queue and refuses every change',
			],
			[
				'packages/shared/test/redis/access.integration.test.ts',
				'nobody may change the server, script past its keys',
			],
		],
	},
	{
		id: 57,
		tried: 'sequences for the terminal in what the command line prints',
		proofs: [['packages/cli/test/output/terminal.test.ts', 'both streams of a command go through it']],
	},
];
