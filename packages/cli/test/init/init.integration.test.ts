import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { listRunning } from '../../src/instance/stop.ts';
import { createRepository, git } from '../helpers/git-repository.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

function readJson(file: string): unknown {
	return JSON.parse(readFileSync(file, 'utf8'));
}

test.serial(
	'init finds out what it can, says what it did, and changes nothing the second time',
	async (t) => {
		using folder = createFolder();
		const home = join(folder.path, 'home');
		const upstream = join(folder.path, 'upstream');
		const remote = join(folder.path, 'remote.git');
		const clone = join(folder.path, 'clone');
		await createRepository(
			upstream,
			{
				'package.json': '{"scripts":{"test":"node --test"},"dependencies":{"a":"1"}}',
				'package-lock.json': '{}',
			},
			'develop',
		);
		await git(folder.path, 'clone', '--quiet', '--bare', upstream, remote);
		await git(folder.path, 'clone', '--quiet', remote, clone);
		const cwd = { cwd: clone };
		const first = await runCli(home, ['init', '--name', 'Clone'], { ...cwd });
		t.is(first.exitCode, 0, first.stderr);

		t.deepEqual(readJson(join(clone, 'aegis_config.json')), {
			base_branch: 'develop',
			remote: 'origin',
			test_command: 'npm test',
			hydration_command: 'npm ci',
			poll_interval_seconds: 2,
		});
		t.is(await git(clone, 'status', '--porcelain'), '?? aegis_config.json');
		t.regex(readFileSync(join(clone, '.git/info/exclude'), 'utf8'), /^\.aegis\/$/m);
		const { projects } = readJson(join(home, 'projects.json')) as {
			projects: { gid: string; path: string }[];
		};
		t.deepEqual(
			projects.map(({ path }) => path),
			[clone],
		);
		t.regex(first.stdout, /Next: `aegis up`/);

		const second = await runCli(home, ['init'], cwd);
		t.is(second.exitCode, 0, second.stderr);
		t.deepEqual((readJson(join(home, 'projects.json')) as { projects: unknown }).projects, projects);
		t.regex(second.stdout, /nothing to add/);
		t.deepEqual(listRunning(locateHome(home)), [], 'the board it started is gone');
		t.false(existsSync(join(home, 'run', 'up.lock')));
	},
);

test.serial('init keeps what a person configured', async (t) => {
	using folder = createFolder();
	const repository = join(folder.path, 'repository');
	await createRepository(repository, {
		'go.mod': 'module x\n',
		'aegis_config.json': '{"test_command": null, "default_max_cost": 9}',
	});
	const result = await runCli(join(folder.path, 'home'), ['init', repository], { cwd: folder.path });

	t.is(result.exitCode, 0, result.stderr);
	t.deepEqual(readJson(join(repository, 'aegis_config.json')), {
		test_command: null,
		default_max_cost: 9,
		hydration_command: 'go mod download',
		poll_interval_seconds: 2,
	});
});

test.serial('a remote that takes no pushes from here is left alone, and init says so', async (t) => {
	using folder = createFolder();
	const home = join(folder.path, 'home');
	const upstream = join(folder.path, 'upstream');
	const clone = join(folder.path, 'clone');
	await createRepository(upstream, { 'test.sh': 'true\n' });
	await git(folder.path, 'clone', '--quiet', upstream, clone);

	const checkedOut = await runCli(home, ['init'], { cwd: clone });
	t.is(checkedOut.exitCode, 0, checkedOut.stderr);
	t.regex(
		checkedOut.stdout,
		/remote none[^]*origin takes no pushes to main from here: work lands on the local/,
	);
	t.false('remote' in (readJson(join(clone, 'aegis_config.json')) as object));

	await git(upstream, 'config', 'receive.denyCurrentBranch', 'updateInstead');
	const allowed = await runCli(home, ['init'], { cwd: clone });
	t.is(allowed.exitCode, 0, allowed.stderr);
	t.regex(allowed.stdout, /remote origin/);

	await git(clone, 'remote', 'set-url', 'origin', join(folder.path, 'gone'));
	const gone = await runCli(home, ['init'], { cwd: clone });
	t.is(gone.exitCode, 0, gone.stderr);
	t.regex(gone.stdout, /origin takes no pushes to main from here: merges will fail until/);
});
