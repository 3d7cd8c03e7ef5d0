import type { AttackCase } from '../core/case.ts';

const command = 'packages/agents/test/runner/claude/command.test.ts';
const memory = 'packages/worker/test/run/memory.test.ts';
const worktree = 'packages/worker/test/workspace/worktree.test.ts';

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
		],
	},
	{
		id: 18,
		tried: 'names of cards that collide, or are those of branches',
		proofs: [['packages/worker/test/core/leftover.test.ts', 'belongs to']],
	},
	{
		id: 19,
		tried: 'a path on the card',
		proofs: [
			[worktree, 'a worktree folder behind a link is refused'],
			[worktree, 'a worktree replaced by a link is moved, and what it led to is left alone'],
		],
		gap: 'no path is read from the board; that no reader of one is added is not tested',
	},
	{
		id: 20,
		tried: 'fields that are no number, no option, or a flag',
		proofs: [
			[
				'packages/syncer/test/asana/responses.test.ts',
				'a number may come as a text, and what is none is no number',
			],
		],
	},
	{
		id: 21,
		tried: 'attachments that lead elsewhere, are huge or unpack',
		proofs: [],
		gap: 'attachments are not downloaded; no test says so',
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
			['packages/worker/test/sweep/sweep-repository.test.ts', 'what Aegis did not make stays'],
		],
	},
];
