import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { takePort } from '@aegis/shared/testing';
import { createRepository } from './helpers/git-repository.ts';
import { runCli, type CliResult } from './helpers/run-cli.ts';
import { createFolder } from './helpers/temporary.ts';

/** One sentence with the cause, one line with the fix and the code, no stack. */
function isPlain({ stderr }: CliResult): boolean {
	return !/^\s+at /m.test(stderr) && stderr.trimEnd().split('\n').length <= 4;
}

const local = { gid: '1', name: 'one', path: '/nowhere', board: 'local' };

interface Case {
	readonly title: string;
	readonly args: readonly string[];
	readonly exitCode: number;
	readonly says: RegExp;
	readonly env?: Record<string, string>;
	/** Files of the home, by name. */
	readonly files?: Readonly<Record<string, string>>;
}

const cases: readonly Case[] = [
	{ title: 'an unknown command', args: ['statsu'], exitCode: 2, says: /Did you mean status/ },
	{ title: 'an unknown option', args: ['status', '--jsn'], exitCode: 2, says: /--json/ },
	{ title: 'a port that is none', args: ['up', '--board-port', 'x'], exitCode: 2, says: /0 to 65535/ },
	{ title: 'nothing running', args: ['status'], exitCode: 5, says: /MASTER_UNREACHABLE/ },
	{ title: 'no project', args: ['task', 'list'], exitCode: 4, says: /NO_PROJECT/ },
	{
		title: 'no board running',
		args: ['task', 'list'],
		exitCode: 5,
		says: /aegis up/,
		files: { 'projects.json': JSON.stringify({ version: 1, projects: [local] }) },
	},
	{ title: 'no log yet', args: ['logs', 'master'], exitCode: 3, says: /LOG_NOT_FOUND/ },
	{
		title: 'a project list that is no JSON',
		args: ['up'],
		exitCode: 2,
		says: /projects\.json cannot be read as JSON/,
		files: { 'projects.json': '{"version": 1,' },
	},
	{
		title: 'an unknown field in the project list',
		args: ['up'],
		exitCode: 2,
		says: /colour/,
		files: { 'projects.json': JSON.stringify({ version: 1, projects: [], colour: 'red' }) },
	},
	{
		title: 'a project on Asana without a token',
		args: ['up'],
		exitCode: 4,
		says: /ASANA_ACCESS_TOKEN is not set/,
		files: { 'projects.json': JSON.stringify({ version: 1, projects: [{ ...local, board: 'asana' }] }) },
	},
	{
		title: 'a REDIS_URL where nothing listens',
		args: ['up'],
		exitCode: 4,
		says: /REDIS_UNREACHABLE/,
		env: { REDIS_URL: 'redis://127.0.0.1:1' },
	},
	{
		title: 'a dashboard port that is none',
		args: ['up'],
		exitCode: 2,
		says: /AEGIS_DASHBOARD_PORT: use a port from 0 to 65535, or none/,
		env: { AEGIS_DASHBOARD_PORT: 'nine' },
	},
	{
		title: 'a REDIS_URL that is none',
		args: ['up'],
		exitCode: 2,
		says: /REDIS_URL_INVALID/,
		env: { REDIS_URL: 'http://127.0.0.1' },
	},
	{ title: 'a path that does not exist', args: ['init', 'nowhere'], exitCode: 4, says: /NOT_A_REPOSITORY/ },
	{ title: 'a path that is no repository', args: ['init', '.'], exitCode: 4, says: /git init/ },
	{
		title: 'Asana without a token',
		args: ['init', 'repository', '--asana', '1'],
		exitCode: 4,
		says: /ASANA_TOKEN_MISSING/,
	},
	{
		title: 'an aegis_config.json with an unknown field',
		args: ['init', 'strange'],
		exitCode: 2,
		says: /test_comand/,
	},
	{
		title: 'a folder to keep that is not empty',
		args: ['demo', '--keep', '.'],
		exitCode: 2,
		says: /DEMO_FOLDER_NOT_EMPTY/,
		files: { note: 'mine' },
	},
];

for (const { title, args, exitCode, says, env, files } of cases) {
	test.serial(`one sentence for ${title}`, async (t) => {
		using home = createFolder();
		for (const [name, text] of Object.entries(files ?? {})) writeFileSync(join(home.path, name), text);
		if (args.includes('repository')) await createRepository(join(home.path, 'repository'), { a: 'a' });
		if (args.includes('strange')) {
			await createRepository(join(home.path, 'strange'), { 'aegis_config.json': '{"test_comand": "x"}' });
		}
		const result = await runCli(home.path, args, env === undefined ? {} : { env });

		t.is(result.exitCode, exitCode, result.stderr);
		t.regex(result.stderr, says);
		t.true(isPlain(result), result.stderr);
		t.is(result.stdout, '');
	});
}

test.serial('one sentence for a port in use', async (t) => {
	using home = createFolder();
	await using taken = await takePort();
	const port = String(taken.port);
	for (const args of [
		['up', '--board-port', port],
		['board', '--port', port],
	]) {
		const result = await runCli(home.path, args);
		t.is(result.exitCode, 4, result.stderr);
		t.regex(result.stderr, new RegExp(`Port ${port}.*in use`));
	}
});

test.serial('one sentence for a machine without any Redis', async (t) => {
	using home = createFolder();
	const empty = join(home.path, 'bin');
	mkdirSync(empty);
	const result = await runCli(home.path, ['doctor', '--json'], { env: { PATH: empty } });
	const { checks } = JSON.parse(result.stdout) as { checks: { name: string; level: string; fix: string }[] };

	t.is(result.exitCode, 4);
	t.is(checks.find(({ name }) => name === 'git')?.level, 'problem');
	t.is(checks.find(({ name }) => name === 'claude')?.level, 'problem');
	t.true(checks.every(({ level, fix }) => level === 'ok' || fix !== ''));

	const beside = await runCli(home.path, ['doctor', '--json'], { env: { PATH: empty, AEGIS_WORKERS: '0' } });
	const elsewhere = (JSON.parse(beside.stdout) as { checks: { name: string; level: string }[] }).checks;
	t.is(
		elsewhere.find(({ name }) => name === 'claude'),
		undefined,
		'looked for where the workers run',
	);
	t.is(elsewhere.find(({ name }) => name === 'workers')?.level, 'ok');
});

test.serial('help and version are results', async (t) => {
	using home = createFolder();
	const help = await runCli(home.path, ['--help']);
	const version = await runCli(home.path, ['--version']);
	const alone = await runCli(home.path, []);

	t.deepEqual([help.exitCode, version.exitCode, alone.exitCode], [0, 0, 0]);
	t.regex(help.stdout, /demo.*init.*up/s);
	t.regex(version.stdout, /^\d+\.\d+\.\d+$/);
	t.regex(alone.stdout, /Next: `aegis demo`/);
});
