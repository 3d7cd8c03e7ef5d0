import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { execa } from 'execa';
import { listComments, readCard } from '../../src/board/cards.ts';
import { listRunning } from '../../src/instance/stop.ts';
import { agentsOfStory, type DemoDocument, type RunningDemo } from './demo.ts';
import { git } from './git-repository.ts';
import { openBoard } from './kept-board.ts';
import { processesOf } from './processes-of.ts';

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
		t.like(card, { section: 'Done', completed: true, reason: null }, card.story);
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
	const range = `${mainBefore}..${mainAfter}`;
	const format = '--format=%(trailers:key=Aegis-Card,valueonly,separator=%x2C)';
	const merged = await git(repository, 'log', '--first-parent', '--merges', format, range);
	t.deepEqual(
		merged.split('\n').toSorted(),
		cards.map(({ gid }) => gid).toSorted(),
		'main got one merge of each card',
	);
	t.is(await git(repository, 'rev-list', '--first-parent', '--count', range), '4', 'and nothing else');
	t.is(await git(repository, 'rev-parse', 'main'), mainAfter);
	t.is(await git(remote, 'rev-parse', 'main'), mainAfter);
	t.is(await git(repository, 'worktree', 'list', '--porcelain').then((text) => text.split('\n\n').length), 1);
	t.is(await git(repository, 'branch', '--list', 'feat/*'), '', 'branches of merged cards are gone');
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
	for (const { gid, story, costUsd } of cards) {
		const card = await readCard(board.access, gid);
		t.like(card, { section: 'Done', completed: true }, story);
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
