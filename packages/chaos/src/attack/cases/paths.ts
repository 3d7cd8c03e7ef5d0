import type { AttackCase, Proof } from '../core/case.ts';

const command = 'packages/agents/test/runner/claude/command.test.ts';
const memory = 'packages/worker/test/run/memory.test.ts';
const worktree = 'packages/worker/test/workspace/worktree.test.ts';
const removal = 'packages/worker/test/workspace/remove-tree.test.ts';
const budget = 'packages/master/test/core/start/budget.test.ts';
const vault = 'packages/worker/test/vault/attacks.integration.test.ts';
const named: Proof = [
	'packages/worker/test/workspace/paths.test.ts',
	'a card’s branch and folders are named after its id, and an id that could be more than one is refused',
];
const fields: Proof = [
	'packages/shared/test/domain/card.test.ts',
	'a card names no path, branch, repository, command or model',
];
const portfolio: Proof = [
	'packages/syncer/test/portfolio/follow.test.ts',
	'a description is no permission: what is outside or unfit is refused with the reason',
];

/** Names, paths and files that are something else. */
export const pathCases: readonly AttackCase[] = [
	{
		id: 17,
		tried: 'a card’s name that a shell or a program would read as more than a name',
		proofs: [
			[command, 'the prompt goes through stdin as one line, never through the arguments'],
			[
				'packages/worker/test/run/commit.test.ts',
				'the worker commits everything in its own name, whatever the message looks like',
			],
			named,
		],
	},
	{
		id: 18,
		tried: 'names of cards that collide, or are those of branches',
		proofs: [named, ['packages/worker/test/core/leftover.test.ts', 'belongs to']],
	},
	{
		id: 19,
		tried: 'a path on the card',
		proofs: [
			[worktree, 'a worktree folder behind a link is refused'],
			[worktree, 'a worktree replaced by a link is moved, and what it led to is left alone'],
			[vault, 'a clone replaced by a link, or its git folder by one, is set aside and made anew'],
			fields,
			portfolio,
		],
	},
	{
		id: 20,
		tried: 'fields that are no number, no option, or a flag',
		proofs: [
			[
				'packages/syncer/test/asana/responses.test.ts',
				'a number may come as a text, and what is none is no number',
			],
			[budget, 'a Max Cost of '],
			[
				'packages/master/test/core/person/guards.test.ts',
				'a Max Cost that is no amount stops the card with a sentence, and is never the default',
			],
			[
				'packages/master/test/core/person/guards.test.ts',
				'the operator’s ceiling is the most a card may cost',
			],
			['packages/syncer/test/core/read-wishes.test.ts', 'a cap that is no amount is told of, and is no cap'],
			fields,
		],
	},
	{
		id: 21,
		tried: 'attachments that lead elsewhere, are huge or unpack',
		proofs: [
			[
				'packages/syncer/test/asana/responses.test.ts',
				'of an attachment only its name is kept: there is no address to download it from',
			],
			[
				'packages/proxy/test/egress/egress-door.integration.test.ts',
				'a listed name that leads to this machine or a private network is refused',
			],
		],
	},
	{
		id: 36,
		tried: 'a report or a memory that is a link, a pipe, a folder or huge',
		proofs: [
			[memory, 'links, pipes, folders and giants in the place of such files are said and not read'],
			[
				'packages/dashboard/test/http/v1/runs.test.ts',
				'no id reaches outside the runs, and no link is followed',
			],
			[
				'packages/master/test/projects/projects.test.ts',
				'a landed link to a pipe stops neither the master nor its project',
			],
			[
				'packages/worker/test/workspace/plain-file.test.ts',
				'a small plain file is read; links, pipes, devices, folders and giants are not',
			],
			[
				'packages/worker/test/run/document.test.ts',
				'a memory file that is too large to be one is refused, and not read',
			],
		],
	},
	{
		id: 37,
		tried: 'a tree is swapped for a link while it is cleaned away',
		proofs: [
			[
				'packages/worker/test/sandbox/sandbox.integration.test.ts',
				'attack 37: a tree that is swapped for a link',
			],
			[worktree, 'a worktree replaced by a link is moved, and what it led to is left alone'],
			[vault, 'a clone replaced by a link, or its git folder by one, is set aside and made anew'],
			[removal, 'a tree goes with folders that were closed and names that mean more'],
			[removal, 'a tree that is a link goes as a link, and one that is not there is gone'],
			['packages/worker/test/sweep/sweep-repository.test.ts', 'what Aegis did not make stays'],
		],
	},
];
