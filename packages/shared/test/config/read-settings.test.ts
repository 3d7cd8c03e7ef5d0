import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { loadTrusted, locateHome, readCheckout, readSettings } from '../../src/config.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

function makeSite(folder: string) {
	const path = join(folder, 'repository');
	mkdirSync(path);
	const git = (...args: string[]): string =>
		execFileSync('git', ['-C', path, '-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
			encoding: 'utf8',
		}).trim();
	git('init', '--quiet', '--initial-branch=main');
	const write = (value: unknown): void =>
		writeFileSync(join(path, 'aegis_config.json'), JSON.stringify(value));
	const commit = (): void => {
		git('add', '--all', '--force');
		git('commit', '--quiet', '--allow-empty', '-m', 'x');
	};
	return { home: locateHome(join(folder, 'home')), project: { gid: '1', path }, path, git, write, commit };
}

test('the first sight of a project confirms what its base says, and no later commit changes what counts', async (t) => {
	using folder = makeTempDir();
	const site = makeSite(folder.path);
	site.write({ test_command: 'npm test' });
	site.commit();
	const first = await readSettings(site.home, site.project);
	t.like(first, { firstSight: true, heldUp: null, problem: null, pending: [] });
	t.is(first.config.test_command, 'npm test');

	site.write({ test_command: 'true', runners: { claude: { command: './evil' } }, max_attempts: 1 });
	t.is((await readSettings(site.home, site.project)).config.max_attempts, 3, 'no working tree is read');
	site.commit();
	const later = await readSettings(site.home, site.project);
	t.false(later.firstSight);
	t.is(later.config.test_command, 'npm test');
	t.is(later.config.runners.claude.command, undefined);
	t.is(later.config.max_attempts, 1, 'stricter');
	t.deepEqual(
		later.pending.map(({ setting }) => setting),
		['test_command', 'runners.claude.command'],
	);
});

test('where the base has no file, the one in the operator’s checkout is what the first sight confirms', async (t) => {
	using folder = makeTempDir();
	const site = makeSite(folder.path);
	site.commit();
	site.git('branch', '-m', 'trunk');
	site.git('remote', 'add', 'origin', 'https://example.com/x.git');
	site.write({ test_command: 'make test', remote: 'origin', base_branch: 'trunk' });
	const { config, remoteUrl } = await readSettings(site.home, site.project);
	t.like(config, { test_command: 'make test', base_branch: 'trunk' });
	t.is(remoteUrl, 'https://example.com/x.git');
	site.git('remote', 'set-url', 'origin', 'https://evil.example/x.git');
	t.is((await readSettings(site.home, site.project)).remoteUrl, 'https://example.com/x.git');
});

const landings: readonly (readonly [
	name: string,
	land: (file: string, path: string) => void,
	why: RegExp,
])[] = [
	[
		'a link to a pipe',
		(file, path) => {
			execFileSync('mkfifo', [join(path, '..', 'pipe')]);
			symlinkSync(join(path, '..', 'pipe'), file);
		},
		/it is a link/,
	],
	[
		'a folder',
		(file) => {
			mkdirSync(file);
			writeFileSync(join(file, 'x'), '');
		},
		/it is a folder/,
	],
	[
		'a file of 3 MB',
		(file) => {
			writeFileSync(file, '');
			truncateSync(file, 3_000_000);
		},
		/it is larger than/,
	],
	['no JSON', (file) => writeFileSync(file, '{'), /is no JSON/],
	['an unknown setting', (file) => writeFileSync(file, '{"evil": 1}'), /evil/],
];

for (const [name, land, why] of landings) {
	test(`a landed ${name} in its place stops nothing: what was confirmed counts on`, async (t) => {
		using folder = makeTempDir();
		const site = makeSite(folder.path);
		site.write({ test_command: 'npm test' });
		site.commit();
		await readSettings(site.home, site.project);
		const file = join(site.path, 'aegis_config.json');
		rmSync(file);
		land(file, site.path);
		site.commit();
		const read = await readSettings(site.home, site.project);
		t.regex(read.problem ?? '', why);
		t.is(read.heldUp, null);
		t.is(read.config.test_command, 'npm test');
	});

	test(`a project whose first sight is ${name} is held up, not gone on with by laxer defaults`, async (t) => {
		using folder = makeTempDir();
		const site = makeSite(folder.path);
		land(join(site.path, 'aegis_config.json'), site.path);
		site.commit();
		const read = await readSettings(site.home, site.project);
		t.regex(read.heldUp ?? '', /could not be read/);
		t.is(loadTrusted(site.home, site.project), null);
	});
}

test('a pipe in the checkout is refused without waiting for it', (t) => {
	using folder = makeTempDir();
	execFileSync('mkfifo', [join(folder.path, 'aegis_config.json')]);
	t.throws(() => readCheckout(folder.path), { code: 'CONFIG_UNREADABLE' });
});

test('a folder that is no repository has no settings and is held up', async (t) => {
	using folder = makeTempDir();
	const read = await readSettings(locateHome(folder.path), { gid: '1', path: join(folder.path, 'none') });
	t.regex(read.heldUp ?? '', /no repository/);
});

test('a git that cannot say is not a repository that says nothing: nothing is confirmed by it', async (t) => {
	using folder = makeTempDir();
	const site = makeSite(folder.path);
	site.write({ test_command: 'npm test' });
	site.commit();
	writeFileSync(join(site.path, '.git', 'config'), '[core\n');
	const broken = await readSettings(site.home, site.project);
	t.regex(broken.heldUp ?? '', /could not be read/);
	t.is(loadTrusted(site.home, site.project), null);
});
