import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { listMoves } from '../board/card-path.ts';
import { listComments, readCard } from '../board/cards.ts';
import type { BoardAccess } from '../board/connect.ts';
import { judgeStory, type Seen } from './core/judge.ts';
import { git, type DemoRepository } from './repository.ts';
import { persist } from './persist.ts';
import type { Person } from './person.ts';
import { stories } from './stories/index.ts';
import type { Story } from './stories/story.ts';
import type { Watched } from './watch.ts';

export interface StoryResult {
	readonly story: Story;
	readonly gid: string;
	readonly seen: Seen;
	readonly problems: readonly string[];
}

/** Holds what the board, the master and main say against what each story should have come to. */
export async function verifyStories(
	access: BoardAccess,
	person: Person,
	watched: Watched,
	repository: DemoRepository,
): Promise<StoryResult[]> {
	const results: StoryResult[] = [];
	for (const story of stories) {
		const gid = person.cards.get(story.key) ?? '';
		const [card, comments, path] = await persist(() =>
			Promise.all([readCard(access, gid), listComments(access, gid), listMoves(access, gid)]),
		);
		const seen: Seen = {
			section: card.section,
			completed: card.completed,
			path,
			runs: watched.views.get(story.key)?.runs ?? [],
			comments: comments.map(({ text }) => text),
			reasons: [...(watched.reasons.get(story.key) ?? [])],
			landed: await holdsChange(repository, story),
		};
		const expected = { ...story, ...(story.key === 'blocked' ? { reason: 'blocked' } : {}) };
		results.push({ story, gid, seen, problems: judgeStory(seen, expected) });
	}
	return results;
}

async function holdsChange({ path }: DemoRepository, { change }: Story): Promise<boolean> {
	const text = await git(path, 'show', `main:${change.file}`).catch(() => '');
	return text.includes(change.text);
}

/** What is not as it should be with main itself: not pushed, red, or a work tree that lags behind it. */
export async function verifyMain(repository: DemoRepository, home: string): Promise<string[]> {
	const { path, remote, mainBefore } = repository;
	const problems: string[] = [];
	const main = await git(path, 'rev-parse', 'main');
	if (main === mainBefore) problems.push('main did not move');
	if ((await git(remote, 'rev-parse', 'main')) !== main)
		problems.push('the remote does not hold the same main');
	const dirty = await git(path, 'status', '--porcelain', '--untracked-files=no');
	if (dirty !== '') problems.push(`the checkout differs from main: ${dirty.split('\n').join(', ')}`);
	const check = join(home, 'check');
	await git(home, 'clone', '--quiet', remote, check);
	const tests = await execa('node', ['--test'], {
		cwd: check,
		reject: false,
		stdin: 'ignore',
		timeout: 60_000,
	});
	if (tests.failed) problems.push('the tests of main fail');
	rmSync(check, { recursive: true, force: true });
	return problems;
}
