import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { execa } from 'execa';
import { processesOf } from '@aegis/shared/process';
import { listComments, readCard } from '../../src/board/cards.ts';
import { listRunning } from '../../src/instance/stop.ts';
import { agentsOfStory, type DemoDocument, type RunningDemo } from './demo.ts';
import { git } from './git-repository.ts';
import { openBoard } from './kept-board.ts';

type Card = DemoDocument['cards'][number];

/** Waits for the end of a demo and holds everything it leaves against what it promises. */
export async function assertGoodEnding(
	t: ExecutionContext,
	demo: RunningDemo,
	folder: string,
): Promise<DemoDocument> {
	const { stdout, stderr, exitCode } = await demo.finished;
	t.is(exitCode, 0, `${stderr}\n${stdout}`);
	t.deepEqual(processesOf(folder), [], 'no process is left');
	t.deepEqual(listRunning(demo.home), []);
	t.deepEqual(
		readdirSync(folder).filter((name) => name !== 'kept'),
		[],
		'nothing is written outside of the home',
	);
	const document = JSON.parse(stdout) as DemoDocument;
	t.true(document.ok);
	t.deepEqual(
		document.cards.map(({ story }) => story),
		Object.keys(agentsOfStory),
	);
	for (const card of document.cards) {
		t.like(card, { ...endOf(card), reason: null }, card.story);
		const succeeded = card.runs.filter(({ outcome }) => outcome === 'succeeded');
		t.deepEqual(
			succeeded.map(({ agent }) => agent),
			agentsOfStory[card.story],
			`${card.story}: each step took effect once`,
		);
		const sum = card.runs.reduce((total, run) => total + (run.costUsd ?? 0), 0);
		t.true(Math.abs(card.costUsd - sum) < 1e-9, `${card.story} costs ${card.costUsd}, its runs ${sum}`);
	}
	await assertMerged(t, document);
	await assertBoard(t, document, demo, folder);
	return document;
}

async function assertMerged(t: ExecutionContext, document: DemoDocument): Promise<void> {
	const { repository, remote, mainBefore, mainAfter, cards } = document;
	const merges = cards.filter(isMerged);
	const range = `${mainBefore}..${mainAfter}`;
	const format = '--format=%(trailers:key=Aegis-Card,valueonly,separator=%x2C)';
	const merged = await git(repository, 'log', '--first-parent', '--merges', format, range);
	t.deepEqual(
		merged.split('\n').toSorted(),
		merges.map(({ gid }) => gid).toSorted(),
		'main got one merge of each card',
	);
	t.is(await git(repository, 'rev-list', '--first-parent', '--count', range), '4', 'and nothing else');
	t.is(await git(repository, 'rev-parse', 'main'), mainAfter);
	t.is(await git(remote, 'rev-parse', 'main'), mainAfter);
	const kept = cards.filter((card) => !isMerged(card)).map(({ gid }) => `feat/task-${gid}`);
	const branches = await git(repository, 'branch', '--list', '--format=%(refname:short)', 'feat/*');
	t.deepEqual(
		branches.split('\n'),
		kept,
		'the branch of the card that was taken back stays, the others are gone',
	);
	// A worktree, or a clone where there is a sandbox.
	t.deepEqual(
		readdirSync(join(repository, '.aegis', 'worktrees')),
		kept.map((branch) => branch.slice('feat/'.length)),
		'and so do the folders they were worked on in',
	);
	const listed = await git(repository, 'worktree', 'list', '--porcelain');
	t.true(listed.split('\n\n').length <= 1 + kept.length, 'nor does git know of others');
	const tests = await execa('npm', ['test'], { cwd: repository, reject: false });
	t.is(tests.exitCode, 0, tests.stdout);
}

async function assertBoard(
	t: ExecutionContext,
	{ cards }: DemoDocument,
	demo: RunningDemo,
	folder: string,
): Promise<void> {
	t.true(existsSync(join(demo.home.board, 'board.db')));
	await using board = await openBoard(join(folder, 'kept', 'reader'), demo.home.board);
	for (const told of cards) {
		const { gid, story, costUsd } = told;
		const card = await readCard(board.access, gid);
		t.like(card, endOf(told), story);
		t.true(
			Math.abs(Number(card.fields['Cost']) - costUsd) <= 0.0001,
			`${story}: the card says ${card.fields['Cost']}`,
		);
		const comments = (await listComments(board.access, gid)).map(({ text }) => text.trim());
		const marks = comments.map((text) => /aegis:\S+$/.exec(text)?.[0]).filter((mark) => mark !== undefined);
		t.true(marks.length >= (agentsOfStory[story]?.length ?? 0), `${story}: each run said something`);
		t.deepEqual(marks, [...new Set(marks)], `${story}: no comment is posted twice`);
		const results = comments
			.map((text) => text.replace(/aegis:\S+$/, '').trim())
			.filter((text) => !text.includes('Picked up'));
		t.deepEqual(results, [...new Set(results)], `${story}: nothing is said twice`);
	}
}

function isMerged({ story }: Card): boolean {
	return agentsOfStory[story]?.includes('Merger') ?? false;
}

function endOf(card: Card): { section: string; completed: boolean } {
	return isMerged(card) ? { section: 'Done', completed: true } : { section: 'Drafts', completed: false };
}
