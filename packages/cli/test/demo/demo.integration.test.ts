import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { listLiveRecords } from '@aegis/shared/supervision';
import { listRunning } from '../../src/instance/stop.ts';
import { git } from '../helpers/git-repository.ts';
import { cliEntry, cliEnvironment, runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';
import { until } from '../helpers/until.ts';

interface Document {
	readonly ok: boolean;
	readonly cards: readonly {
		readonly gid: string;
		readonly story: string;
		readonly section: string;
		readonly completed: boolean;
		readonly runs: readonly { readonly agent: string; readonly outcome: string; readonly costUsd: number }[];
		readonly costUsd: number;
		readonly reason: string | null;
	}[];
	readonly repository: string;
	readonly remote: string;
	readonly mainBefore: string;
	readonly mainAfter: string;
	readonly durationMs: number;
}

test.serial('the demo carries four cards to merged code and leaves nothing but what is kept', async (t) => {
	t.timeout(240_000);
	using folder = createFolder();
	const keep = join(folder.path, 'kept');
	const { stdout, exitCode, stderr } = await runCli(
		folder.path,
		['demo', '--yes', '--no-open', '--json', '--keep', keep, '--speed', '20'],
		{ timeoutMs: 230_000 },
	);
	t.is(exitCode, 0, stderr + stdout);
	const document = JSON.parse(stdout) as Document;

	t.true(document.ok);
	t.deepEqual(
		document.cards.map(({ story }) => story),
		['straight', 'blocked', 'clarified', 'rejected'],
	);
	for (const card of document.cards) {
		t.like(card, { section: 'Done', completed: true, reason: null });
		const sum = card.runs.reduce((total, run) => total + run.costUsd, 0);
		t.true(Math.abs(card.costUsd - sum) < 0.0001, 'a card costs what its runs cost');
	}
	t.is(await git(document.repository, 'rev-parse', 'main'), document.mainAfter);
	t.is(await git(document.remote, 'rev-parse', 'main'), document.mainAfter);
	t.not(document.mainBefore, document.mainAfter);
	const tests = await execa('node', ['--test'], { cwd: document.repository, reject: false });
	t.is(tests.exitCode, 0, tests.stdout);
	t.deepEqual(listRunning(locateHome(keep)), []);
	t.deepEqual(readdirSync(folder.path), ['kept'], 'nothing is written outside of the home');
});

test.serial('every service killed once with -9, and the demo still ends right', async (t) => {
	t.timeout(300_000);
	using folder = createFolder();
	const keep = join(folder.path, 'kept');
	const home = locateHome(keep);
	const demo = execa(
		process.execPath,
		[cliEntry, 'demo', '--yes', '--no-open', '--json', '--keep', keep, '--speed', '1'],
		{ reject: false, extendEnv: false, env: cliEnvironment(folder.path), timeout: 290_000 },
	);
	let ended = false;
	void demo.then(() => (ended = true));
	const killed: string[] = [];
	const kinds = ['syncer', 'worker', 'dashboard', 'master', 'board', 'redis'];
	for (const kind of kinds) {
		const find = () =>
			listLiveRecords(home.run).find(({ name }) => name === kind || name.startsWith(`${kind}-`));
		await until(() => ended || (existsSync(home.masterDb) && find() !== undefined), `${kind} runs`, 60_000);
		const victim = find();
		if (victim === undefined) break;
		process.kill(victim.pid, 'SIGKILL');
		killed.push(kind);
		await until(
			() => ended || (find()?.pid ?? victim.pid) !== victim.pid,
			`${kind} is started again`,
			60_000,
		);
	}
	const { stdout, stderr, exitCode } = await demo;
	t.is(exitCode, 0, `${stderr}\n${stdout}`);
	t.deepEqual(killed, kinds, 'all were killed before the demo ended');
	t.true((JSON.parse(stdout) as Document).ok);
	t.deepEqual(listRunning(home), []);
});

test.serial('Ctrl-C ends the demo and leaves nothing', async (t) => {
	using folder = createFolder();
	const demo = execa(process.execPath, [cliEntry, 'demo', '--yes', '--no-open'], {
		reject: false,
		extendEnv: false,
		env: cliEnvironment(folder.path, { TMPDIR: folder.path }),
	});
	let said = '';
	demo.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	await until(() => said.includes('drag'), 'the cards are there', 60_000);
	demo.kill('SIGINT');

	t.is((await demo).exitCode, 130);
	t.deepEqual(
		readdirSync(folder.path).filter((name) => name.startsWith('aegis-demo-')),
		[],
	);
});
