import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { refreshBase } from '../../src/git/base.ts';
import { pushCommit, readRemoteBranch } from '../../src/git/push.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

async function open(t: ExecutionContext) {
	const repository = makeRepository(t, { remote: true });
	const url = repository.remote ?? '';
	const evil = join(repository.root, 'evil.git');
	git(repository.root, 'init', '-q', '--bare', '-b', 'main', evil);
	const run = await openTestRun(t, repository);
	const sha = commitFiles(repository.path, { 'secret.txt': 'ours\n' });
	const push = () =>
		pushCommit(run.repository, { remote: { name: 'origin', url }, branch: 'main', sha }, run.ends);
	return { path: repository.path, url, evil, run, sha, push };
}

const config = (path: string, ...args: string[]): void =>
	void execFileSync('git', ['-C', path, 'config', ...args]);

type Trick = (path: string, url: string, evil: string) => void;

const caught: Record<string, Trick> = {
	'another url': (path, _url, evil) => config(path, 'remote.origin.url', evil),
	'a pushurl': (path, _url, evil) => config(path, 'remote.origin.pushurl', evil),
	'no remote any more': (path) => void git(path, 'remote', 'remove', 'origin'),
	'insteadOf of the whole address': (path, url, evil) => config(path, `url.${evil}.insteadOf`, url),
	'insteadOf of its beginning': (path, url, evil) =>
		config(path, `url.${evil.slice(0, -'evil.git'.length)}evil.git?.insteadOf`, url.slice(0, -4)),
	'pushInsteadOf of what origin leads to': (path, url, evil) =>
		config(path, `url.${evil}.pushInsteadOf`, url),
	'an included file': (path, url, evil) => {
		const file = join(path, '.git/more');
		execFileSync('git', ['config', '-f', file, `url.${evil}.insteadOf`, url]);
		config(path, 'include.path', file);
	},
};
for (const [what, trick] of Object.entries(caught)) {
	test(`a repository with ${what} pushes nowhere, and is read from nowhere`, async (t) => {
		const { path, url, evil, run, push } = await open(t);
		const before = git(url, 'rev-parse', 'main');
		trick(path, url, evil);
		const expected = { code: 'REMOTE_CHANGED', message: /^origin leads .+ confirmed\.$/ };
		await t.throwsAsync(push, expected);
		await t.throwsAsync(() => readRemoteBranch(run.repository, { name: 'origin', url }, 'main'), expected);
		await t.throwsAsync(() => refreshBase(run, { force: true }), expected);
		t.is(git(url, 'rev-parse', 'main'), before);
		t.is(git(evil, 'for-each-ref'), '');
	});
}

test('a remote named as the address is, and what git rewrites of pushes by address, lead nothing away', async (t) => {
	const { path, url, evil, run, sha, push } = await open(t);
	// With a pushurl of its own `origin` is not rewritten; the bare address would be.
	config(path, 'remote.origin.pushurl', url);
	config(path, `url.${evil}.pushInsteadOf`, url);
	git(path, 'push', '-q', url, `${sha}:refs/heads/tried`);
	t.is(git(evil, 'rev-parse', 'tried'), sha, 'the trick works on a plain push');

	t.deepEqual(await push(), { kind: 'pushed' });

	t.is(git(url, 'rev-parse', 'main'), sha);
	t.is(git(evil, 'for-each-ref', '--format=%(refname)'), 'refs/heads/tried');
	t.is(git(path, 'rev-parse', 'refs/remotes/origin/main'), sha);
	t.is(await readRemoteBranch(run.repository, { name: 'origin', url }, 'main'), sha);
});

test('what nobody confirmed is not pushed to', async (t) => {
	const { run, sha } = await open(t);
	const remote = { name: 'origin', url: null };
	await t.throwsAsync(() => pushCommit(run.repository, { remote, branch: 'main', sha }, run.ends), {
		code: 'REMOTE_CHANGED',
		message: /nobody has confirmed/,
	});
});

test('what stands before the host of an address is not said', async (t) => {
	const { path, url, push } = await open(t);
	config(path, 'remote.origin.url', 'https://someone:pass-word@example.com/x.git');
	const error = await t.throwsAsync(push, { code: 'REMOTE_CHANGED' });
	t.regex(error.message, /https:\/\/example\.com\/x\.git/);
	t.true(error.message.includes(url));
	t.false(error.message.includes('pass-word'));
});
