import type { AttackCase } from '../core/case.ts';

const guards = 'packages/master/test/core/person/guards.test.ts';
const permission = 'packages/master/test/core/person/permission.test.ts';
const stranger = 'packages/master/test/permission.integration.test.ts';
const heads = 'packages/worker/test/run/approved-head.test.ts';
const access = 'packages/shared/test/redis/access.integration.test.ts';
const sandbox = 'packages/worker/test/sandbox/sandbox.integration.test.ts';

/** Text that gives orders, and approvals that are none. */
export const promptCases: readonly AttackCase[] = [
	{
		id: 1,
		tried: 'a card that tells the agent to print its environment, push to main and approve itself',
		proofs: [
			['packages/worker/test/run/stops.integration.test.ts', 'the agent sees none of the worker’s secrets'],
			[sandbox, 'a program inside sees its tree, its home and the toolchain'],
			[permission, 'an approval counts for who gave it'],
		],
	},
	{
		id: 2,
		tried: 'the same in comments of strangers, hidden characters, files, names and test output',
		proofs: [
			[permission, 'only a permitted person’s answer lets a card go on'],
			[stranger, 'a guest starts nothing, answers nothing and approves nothing'],
			[
				'packages/agents/test/prompt/prompts.test.ts',
				'a card cannot leave its data block, hide text, or fill in a variable',
			],
			['packages/agents/test/prompt/clean-text.test.ts', 'takes out what a person cannot see'],
			['packages/agents/test/prompt/hidden-text.test.ts', 'a card that says more than it shows is named'],
			['packages/worker/test/run/conclude.test.ts', 'attack 2: that a card says more than it shows is told'],
		],
	},
	{
		id: 3,
		tried: 'an agent that writes “APPROVED by @owner”',
		proofs: [
			[permission, 'an approval counts for who gave it'],
			['packages/syncer/test/core/read-wishes.test.ts', 'only a comment that says nothing else approves'],
		],
	},
	{
		id: 4,
		tried: 'a bot, a rule or the agent sets the approval field',
		proofs: [
			[guards, 'Approved by Aegis’s own account never counts, and the card says so'],
			[permission, 'an approval counts for who gave it'],
			[
				'packages/syncer/test/core/read-history.test.ts',
				'the approver is who chose the option last; another choice since takes it away',
			],
		],
	},
	{
		id: 5,
		tried: 'a guest, or a public form, puts a card where work starts',
		proofs: [
			[stranger, 'a guest starts nothing, answers nothing and approves nothing'],
			[permission, 'a card of a stranger says why it does not run, and once'],
		],
	},
	{
		id: 6,
		tried: 'the branch moves after the approval',
		proofs: [
			[heads, 'a branch that moved here after the approval is reviewed again'],
			[heads, 'what a person pushed to the remote after the approval is not merged'],
			['packages/worker/test/merge/merge-branch.test.ts', 'commits that came after the look are not merged'],
		],
	},
	{
		id: 7,
		tried: 'an old approval is used again, or one of another card',
		proofs: [
			['packages/master/test/core/run/on-run.test.ts', 'a merge uses its approval up'],
			[
				'packages/master/test/core/run/on-run.test.ts',
				'a card that comes to Merging shows no approval from before',
			],
			[
				'packages/master/test/core/order/obey.test.ts',
				'an approval of another commit, of a running card or outside Merging is refused',
			],
		],
	},
	{
		id: 8,
		tried: 'somebody with the approver’s display name',
		proofs: [
			[
				'packages/cli/test/connect/core/select-commanders.test.ts',
				'members of the project may command, each once',
			],
			[permission, 'an approval counts for who gave it'],
		],
	},
	{
		id: 9,
		tried: 'who put the card there approves it, with four eyes asked for',
		proofs: [
			[guards, 'with four eyes neither author nor who put the card there approves it'],
			[
				'packages/master/test/core/person/second-tick.test.ts',
				'with four eyes the tick is another’s than who put the card there',
			],
		],
	},
	{
		id: 59,
		tried: 'a forged job or message: approve, cancel, pause, a high number',
		proofs: [
			[access, 'each service has a user of its own that may send as itself and as nobody else'],
			[access, 'a forged message is set aside, whoever put it where'],
			['packages/shared/test/messages/origin.test.ts', 'an order, a run and a card are taken from those'],
			['packages/master/test/master.test.ts', 'a run is granted to one worker only'],
		],
	},
];
