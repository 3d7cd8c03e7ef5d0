import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { listRunning } from '../../src/instance/stop.ts';
import { openStandIn } from '../helpers/asana-stand-in.ts';
import { createRepository } from '../helpers/git-repository.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

function track(home: string, gid: string, path: string): void {
	mkdirSync(home, { recursive: true });
	const projects = [{ gid, name: 'Shop', path, board: 'asana' }];
	writeFileSync(join(home, 'projects.json'), JSON.stringify({ version: 1, projects }));
}

test.serial('on Asana: the plan, the deed, nothing left, and a person’s own section stays', async (t) => {
	using folder = createFolder();
	await using asana = await openStandIn(folder.path);
	const home = join(folder.path, 'home');
	const workspace = asana.board.workspaceGid;
	const { gid } = await asana.call<{ gid: string }>('POST', '/projects', { name: 'Shop', workspace });
	await asana.call('POST', `/projects/${gid}/sections`, { name: 'Ideas' });
	track(home, gid, folder.path);
	const env = { ...asana.env, ASANA_ACCESS_TOKEN: asana.board.personToken };
	const sync = (...args: string[]) => runCli(home, ['asana', 'sync-schema', ...args], { env });
	const read = async (): Promise<string[]> =>
		(await asana.call<{ name: string }[]>('GET', `/projects/${gid}/sections`)).map(({ name }) => name);
	const before = await read();

	const planned = await sync('--dry-run', '--json');
	t.is(planned.exitCode, 0, planned.stderr);
	const plan = JSON.parse(planned.stdout) as { dryRun: boolean; steps: string[]; warnings: string[] };
	t.true(plan.dryRun);
	t.is(plan.steps.length, 16);
	t.true(plan.warnings.some((warning) => warning.includes('Ideas')));
	t.deepEqual(await read(), before);

	const done = await sync('--project', 'shop');
	t.is(done.exitCode, 0, done.stderr);
	t.regex(done.stdout, /✓ add section Ready Queue after Planning/);
	t.regex(done.stdout, /! The section Ideas means nothing to Aegis/);
	t.regex(done.stdout, /16 steps taken/);
	t.true((await read()).includes('Ideas'));

	const again = await sync();
	t.is(again.exitCode, 0, again.stderr);
	t.regex(again.stdout, /nothing to add/);
});

test.serial('on the free plan it adds the sections and says what is reduced', async (t) => {
	using folder = createFolder();
	await using asana = await openStandIn(folder.path, '--plan', 'free');
	const home = join(folder.path, 'home');
	const workspace = asana.board.workspaceGid;
	const { gid } = await asana.call<{ gid: string }>('POST', '/projects', { name: 'Shop', workspace });
	track(home, gid, folder.path);
	const env = { ...asana.env, ASANA_ACCESS_TOKEN: asana.board.personToken };
	const result = await runCli(home, ['asana', 'sync-schema'], { env });
	t.is(result.exitCode, 0, result.stderr);
	t.regex(result.stdout, /✓ add section Merging after Review/);
	t.regex(result.stdout, /! Asana's plan has no custom fields here: .* \(docs\/free-plan\.md\)\./);
	t.is((await asana.call<object[]>('GET', `/projects/${gid}/sections`)).length, 9);
	t.regex((await runCli(home, ['asana', 'sync-schema'], { env })).stdout, /nothing to add/);
});

test.serial('on the local board, which is started for it and stopped again', async (t) => {
	using folder = createFolder();
	const home = join(folder.path, 'home');
	const repository = join(folder.path, 'repository');
	await createRepository(repository, { 'a.txt': 'a' });
	t.is((await runCli(home, ['init'], { cwd: repository })).exitCode, 0);
	const result = await runCli(home, ['asana', 'sync-schema', '--dry-run'], { cwd: repository });
	t.is(result.exitCode, 0, result.stderr);
	t.regex(result.stdout, /nothing to add \(repository, \d+\)/);
	t.deepEqual(listRunning(locateHome(home)), []);
});
