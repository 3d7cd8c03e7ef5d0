import { join } from 'node:path';
import test from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { locateHome } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { listRunning } from '../src/instance/stop.ts';
import { createRepository } from './helpers/git-repository.ts';
import { runCli } from './helpers/run-cli.ts';
import { startUp } from './helpers/start-up.ts';
import { createFolder } from './helpers/temporary.ts';

test.serial('up, a card by hand, a second up refused, down', async (t) => {
	using folder = createFolder();
	const root = join(folder.path, 'home');
	const home = locateHome(root);
	const repository = join(folder.path, 'repository');
	await createRepository(repository, { 'README.md': 'x' });
	t.is((await runCli(root, ['init', repository], { cwd: folder.path })).exitCode, 0);

	await using up = startUp(root);
	const ready = (): Promise<boolean> =>
		connectMaster(home)
			.status()
			.then(({ projects }) => projects.some(({ state }) => state === 'ok'))
			.catch(() => false);
	await until('the project is followed', ready, 60_000);

	const refused = await runCli(root, ['up']);
	t.is(refused.exitCode, 1);
	t.regex(refused.stderr, /ALREADY_RUNNING/);

	const cwd = { cwd: repository };
	const add = ['task', 'add', 'A card', '--notes', '-', '--max-cost', '1.5', '--json'];
	const added = await runCli(root, add, { ...cwd, input: 'From stdin' });
	t.is(added.exitCode, 0, added.stderr);
	const card = JSON.parse(added.stdout) as { gid: string; notes: string; section: string };
	t.like(card, { notes: 'From stdin', section: 'Drafts' });

	const follower = await runCli(root, ['task', 'add', 'Another', '--after', card.gid], cwd);
	t.is(follower.exitCode, 0, follower.stderr);
	const shown = await runCli(root, ['task', 'show', follower.stdout.trim(), '--json'], cwd);
	t.like(JSON.parse(shown.stdout), { name: 'Another', dependencies: [card.gid] });

	t.is((await runCli(root, ['task', 'move', card.gid, 'nowhere'], cwd)).exitCode, 3);
	t.is((await runCli(root, ['task', 'show', '404'], cwd)).exitCode, 3);
	const moved = await runCli(root, ['task', 'move', card.gid, 'planning'], cwd);
	t.is(moved.stdout, 'A card: Drafts → Planning');
	const listed = await runCli(root, ['task', 'list', '--json'], cwd);
	t.is((JSON.parse(listed.stdout) as unknown[]).length, 2);
	t.is((await runCli(root, ['status', '--json'])).exitCode, 0);
	t.regex((await runCli(root, ['logs', 'master'])).stdout, /master ready/);

	const down = await runCli(root, ['down']);
	t.is(down.exitCode, 0, down.stderr);
	t.regex(down.stdout, /Stopped up/);
	t.is((await up.ended).exitCode, 0);
	t.deepEqual(listRunning(home), []);
	t.is((await runCli(root, ['down'])).stdout, 'Nothing was running.');
});

test.serial('nothing survives an up that is killed, and the next one starts', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	const answers = (): Promise<boolean> =>
		connectMaster(home)
			.status()
			.then(() => true)
			.catch(() => false);

	await using first = startUp(folder.path);
	await until('it runs', answers, 60_000);
	first.kill('SIGKILL');
	await first.ended;
	await until('everything has ended', () => listRunning(home).length === 0, 60_000);

	await using second = startUp(folder.path);
	await until('it runs again', answers, 60_000);
	second.kill('SIGINT');
	t.is((await second.ended).exitCode, 130);
	t.deepEqual(listRunning(home), []);
});
