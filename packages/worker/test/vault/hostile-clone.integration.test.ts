import { execFileSync } from 'node:child_process';
import {
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test from 'ava';
import { resolveCommit } from '../../src/git/base.ts';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { commitWork } from '../../src/run/commit.ts';
import { openVault } from '../../src/vault/vault.ts';
import { pushBranch } from '../../src/workspace/push-branch.ts';
import { removeClone } from '../../src/workspace/remove-clone.ts';
import { openClone, openScene, poison } from '../helpers/hostile-clone.ts';
import { commitFiles, git, writeFiles } from '../helpers/repository.ts';

test('attacks 22 and 25 to 33: what comes of a poisoned clone is pushed and landed where it belongs, and nothing of it runs', async (t) => {
	const scene = await openScene(t, { remote: true });
	if (scene === null) return;
	const { run, repository, marks, program } = scene;
	const elsewhere = join(repository.root, 'elsewhere.git');
	git(repository.root, 'init', '-q', '--bare', '-b', 'main', elsewhere);
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	// A bare repository within, with its own settings: attack 31.
	writeFiles(clone.path, {
		'inner/HEAD': 'ref: refs/heads/main\n',
		'inner/config': `[core]\n\tbare = true\n\tfsmonitor = ${program}\n\tsshCommand = ${program}\n`,
		'inner/objects/x': '',
		'inner/refs/x': '',
	});
	poison(clone.path, program, join(clone.path, '.git/info/attributes'));
	const config = (...args: string[]): void =>
		void execFileSync('git', ['-C', clone.path, 'config', ...args], { stdio: 'ignore' });
	config('remote.origin.url', elsewhere);
	config('remote.origin.pushurl', elsewhere);
	config(`url.${elsewhere}.insteadOf`, repository.remote ?? '');
	config(`url.${elsewhere}.pushInsteadOf`, repository.remote ?? '');
	config('push.default', 'matching');

	t.like(await commitWork(run, clone, 'Work'), { kind: 'committed' });
	await clone.take();
	const head = (await resolveCommit(run.repository, `refs/heads/${clone.branch}`)) ?? '';
	t.is(git(repository.path, 'show', `${head}:work.txt`), 'work');
	t.is(
		await pushBranch(run.repository, clone, { name: 'origin', url: repository.remote }, head, run.ends),
		null,
		'the branch is pushed',
	);
	t.like(await mergeBranch(run, { message: 'Merge', head }), { kind: 'landed' });
	t.true(await removeClone(run, head));
	git(repository.path, 'status');

	t.is(git(repository.remote ?? '', 'show', 'main:work.txt'), 'work');
	t.is(git(repository.remote ?? '', 'rev-parse', clone.branch), head);
	t.is(git(elsewhere, 'for-each-ref'), '');
	t.deepEqual(readdirSync(marks), []);
});

for (const [how, replace] of [
	['led to another repository', (path: string, other: string) => writeFileSync(path, `gitdir: ${other}\n`)],
	['a link to another repository', (path: string, other: string) => symlinkSync(other, path)],
] as const)
	test(`attacks 23 and 24: a .git that is ${how} brings nothing of it, and changes nothing in it`, async (t) => {
		const scene = await openScene(t);
		if (scene === null) return;
		const { run, repository } = scene;
		const other = join(repository.root, 'other');
		mkdirSync(other);
		git(other, 'init', '-q', '-b', 'main');
		const secret = commitFiles(other, { 'secret.txt': 'canary-7531\n' });
		const clone = await openClone(scene);
		git(other, 'branch', clone.branch);
		const before = git(repository.path, 'rev-parse', clone.branch);
		git(other, 'symbolic-ref', 'HEAD', `refs/heads/${clone.branch}`);
		renameSync(join(clone.path, '.git'), join(clone.path, 'was.git'));
		replace(join(clone.path, '.git'), join(other, '.git'));
		writeFiles(clone.path, { 'work.txt': 'work\n' });

		await t.throwsAsync(commitWork(run, clone, 'Work'));
		await t.throwsAsync(clone.take(), { code: 'CLONE_REFUSED' });

		t.is(git(other, 'rev-parse', clone.branch), secret);
		t.is(git(repository.path, 'rev-parse', clone.branch), before);
		const vault = await openVault(run.machine.home, run.repository);
		t.not((await vault.git.run(['cat-file', '-e', secret])).exitCode, 0);
		// The next run begins from the branch, in a clone that is ours.
		const again = await openClone(scene);
		t.true(lstatSync(join(again.path, '.git')).isDirectory());
		t.false(existsSync(join(again.path, 'secret.txt')));
	});

test('attack 23: a .git that is a repository of the agent’s own brings commits and no settings', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository, marks, program } = scene;
	const clone = await openClone(scene);
	const main = git(repository.path, 'rev-parse', 'main');
	rmSync(join(clone.path, '.git'), { recursive: true });
	git(clone.path, 'init', '-q', '-b', clone.branch);
	commitFiles(clone.path, { 'work.txt': 'work\n' });
	poison(clone.path, program, join(clone.path, '.git/info/attributes'));
	writeFiles(clone.path, { 'more.txt': 'more\n' });

	await commitWork(run, clone, 'Work').catch(() => null);
	await clone.take().catch(() => null);
	git(repository.path, 'status');

	t.deepEqual(readdirSync(marks), []);
	t.is(git(repository.path, 'rev-parse', 'main'), main);
	t.notRegex(readFileSync(join(repository.path, '.git/config'), 'utf8'), /evil|program\.sh/);
	t.deepEqual(git(repository.path, 'for-each-ref', '--format=%(refname)').split('\n'), [
		`refs/heads/${clone.branch}`,
		'refs/heads/main',
	]);
});

/** Objects that a tree may not hold, each as the bytes of one entry's mode and name; gitformat-index(5) has the modes. */
const malformed: readonly (readonly [string, string, string])[] = [
	['.GIT', '40000', '.GIT'],
	['git~1, as NTFS shortens it', '40000', 'git~1'],
	['.git with a character that HFS+ passes over', '40000', '.g\u200cit'],
	['.git behind a backslash', '100644', 'a\\.git\\config'],
	['..', '40000', '..'],
	['.', '40000', '.'],
	['a name with a slash', '100644', '../outside.txt'],
	['a mode that begins with a nought', '040000', 'folder'],
	['.gitmodules that is a link', '120000', '.gitmodules'],
];

test('attack 35: trees with .git look-alikes, .., slashes and backslashes are refused at the door', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const clone = await openClone(scene);
	const vault = await openVault(run.machine.home, run.repository);
	const before = git(repository.path, 'rev-parse', clone.branch);
	const inClone = (args: string[], input: string | Buffer = ''): string =>
		execFileSync('git', ['-C', clone.path, '-c', 'user.name=A', '-c', 'user.email=a@example.test', ...args], {
			input,
		})
			.toString()
			.trim();
	const blob = inClone(['hash-object', '-w', '--stdin'], 'x\n');
	const inner = inClone(['mktree'], `100644 blob ${blob}\tconfig\n`);
	for (const [what, mode, name] of malformed) {
		const object = mode.endsWith('40000') ? inner : blob;
		const bytes = Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(object, 'hex')]);
		const tree = inClone(['hash-object', '-t', 'tree', '-w', '--literally', '--stdin'], bytes);
		const commit = inClone(['commit-tree', tree, '-p', before, '-m', 'Odd']);
		inClone(['update-ref', `refs/heads/${clone.branch}`, commit]);

		await t.throwsAsync(clone.take(), { code: 'CLONE_REFUSED' }, what);

		t.not((await vault.git.run(['cat-file', '-e', commit])).exitCode, 0, what);
		t.is(git(repository.path, 'rev-parse', clone.branch), before, what);
	}
});

for (const [what, modules] of [
	['a command to update it', 'url = https://example.test/x.git\n\tupdate = !touch MARKS/update'],
	['an address that is an option', 'url = -u./x'],
	['a path that is an option', 'path = -u./x\n\turl = https://example.test/x.git'],
] as const)
	test(`attack 34: a submodule with ${what} is refused at the door`, async (t) => {
		const scene = await openScene(t);
		if (scene === null) return;
		const { run, repository, marks } = scene;
		const clone = await openClone(scene);
		const before = git(repository.path, 'rev-parse', clone.branch);
		const path = modules.startsWith('path') ? '' : '\tpath = sub\n';
		writeFiles(clone.path, {
			'.gitmodules': `[submodule "sub"]\n${path}\t${modules.replace('MARKS', marks)}\n`,
		});
		t.like(await commitWork(run, clone, 'Work'), { kind: 'committed' });

		await t.throwsAsync(clone.take(), { code: 'CLONE_REFUSED', message: /gitmodules/ });

		t.is(git(repository.path, 'rev-parse', clone.branch), before);
		t.deepEqual(readdirSync(marks), []);
	});

test('attack 34: a submodule and a large file are not fetched, wherever their settings lead, from clone to merge', async (t) => {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		asked.push(request.url ?? '');
		response.writeHead(404).end();
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	t.teardown(() => server.close());
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;
	const scene = await openScene(t, {
		remote: true,
		prepare: ({ path, root }) => {
			writeFiles(path, {
				'.gitmodules': `[submodule "sub"]\n\tpath = sub\n\turl = ${address}/sub.git\n[submodule "ext"]\n\tpath = ext\n\turl = "ext::sh -c touch% ${root}/marks/ext"\n`,
				'.lfsconfig': `[lfs]\n\turl = ${address}/lfs\n`,
				'.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
				'big.bin': pointer,
			});
			git(path, 'add', '-A');
			const head = git(path, 'rev-parse', 'HEAD');
			for (const name of ['sub', 'ext'])
				git(path, 'update-index', '--add', '--cacheinfo', `160000,${head},${name}`);
			git(path, 'commit', '-q', '-m', 'Submodules and large files');
			git(path, 'push', '-q', 'origin', 'main');
		},
	});
	if (scene === null) return;
	const { run, repository, marks } = scene;

	const clone = await openClone(scene);
	t.deepEqual(readdirSync(join(clone.path, 'sub')), []);
	t.is(readFileSync(join(clone.path, 'big.bin'), 'utf8'), pointer);
	for (const [name, value] of [
		['lfs.url', `${address}/lfs`],
		['filter.lfs.smudge', 'git-lfs smudge -- %f'],
		['submodule.recurse', 'true'],
		['submodule.sub.url', `${address}/sub.git`],
		['submodule.sub.active', 'true'],
		['protocol.ext.allow', 'always'],
		['fetch.recurseSubmodules', 'true'],
		['push.recurseSubmodules', 'on-demand'],
	] as const)
		git(clone.path, 'config', name, value);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	t.like(await commitWork(run, clone, 'Work'), { kind: 'committed' });
	await clone.take();
	const head = (await resolveCommit(run.repository, `refs/heads/${clone.branch}`)) ?? '';
	t.like(await mergeBranch(run, { message: 'Merge', head }), { kind: 'landed' });

	t.is(git(repository.remote ?? '', 'show', 'main:work.txt'), 'work');
	t.deepEqual(asked, []);
	t.deepEqual(readdirSync(marks), []);
	t.false(existsSync(join(repository.path, '.git/modules')));
});

test('attack 13: a person’s .env is not in a clone, is not reached through a link, and not replaced by one', async (t) => {
	const secret = 'TOKEN=canary-7531\n';
	const scene = await openScene(t, {
		prepare: ({ path }) => {
			commitFiles(path, { '.gitignore': '.env\n' });
			writeFileSync(join(path, '.env'), secret);
		},
	});
	if (scene === null) return;
	const { run, repository } = scene;
	const own = join(repository.path, '.env');
	const clone = await openClone(scene);
	t.false(existsSync(join(clone.path, '.env')));

	// The agent puts a link to it into its tree, and its commands write through it.
	symlinkSync(own, join(clone.path, '.env'));
	const inside = await clone.git.run(['-c', 'alias.through=!cat .env; echo TOKEN=mine >.env', 'through']);
	t.notRegex(inside.stdout, /canary/);
	t.is(readFileSync(own, 'utf8'), secret);

	// And a .env of its own into a commit, past what is ignored.
	rmSync(join(clone.path, '.env'), { force: true });
	writeFileSync(join(clone.path, '.env'), 'TOKEN=mine\n');
	git(clone.path, 'add', '--force', '.env');
	t.like(await commitWork(run, clone, 'Work'), { kind: 'committed' });
	await clone.take();
	const head = (await resolveCommit(run.repository, `refs/heads/${clone.branch}`)) ?? '';
	const end = await mergeBranch(run, { message: 'Merge', head });
	t.is(readFileSync(own, 'utf8'), secret);
	t.like(end, { kind: 'hold' });
});
