import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { startDemo } from '../helpers/demo.ts';
import { assertGoodEnding } from '../helpers/good-ending.ts';
import { git } from '../helpers/git-repository.ts';
import { cliEntry, cliEnvironment, runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';
import { execa } from 'execa';
import { until } from '@aegis/shared/testing';
import { processesOf } from '@aegis/shared/process';

test.serial(
	'the demo carries four cards to merged code, stops one that is taken back, prints one document and keeps one folder',
	async (t) => {
		t.timeout(240_000);
		using folder = createFolder();
		await using demo = startDemo(folder.path, 20);
		const document = await assertGoodEnding(t, demo, folder.path);
		const { stderr } = await demo.finished;
		for (const page of ['Board', 'Dashboard'])
			t.regex(stderr, new RegExp(`^${page}: http://127\\.0\\.0\\.1:\\d+/door/\\S+`, 'm'), page);

		t.deepEqual(Object.keys(document), [
			'ok',
			'cards',
			'repository',
			'remote',
			'mainBefore',
			'mainAfter',
			'durationMs',
		]);
		for (const card of document.cards) {
			t.deepEqual(Object.keys(card), [
				'gid',
				'name',
				'story',
				'section',
				'completed',
				'runs',
				'costUsd',
				'reason',
			]);
			t.true(card.costUsd > 0);
			t.is(card.costUsd, Number(card.costUsd.toFixed(9)), 'no dust of binary fractions');
			for (const run of card.runs) t.deepEqual(Object.keys(run), ['agent', 'outcome', 'costUsd']);
		}
		t.is(document.repository, join(folder.path, 'kept', 'repository'));
		t.is(document.remote, join(folder.path, 'kept', 'remote.git'));
		const subjects = await git(document.repository, 'log', '--first-parent', '--format=%s');
		t.is(subjects.split('\n').length, 5, subjects);
		t.true(document.durationMs > 0);

		const before = readdirSync(join(folder.path, 'kept')).toSorted();
		const again = await runCli(folder.path, ['demo', '--yes', '--json', '--keep', 'kept']);
		t.is(again.exitCode, 2);
		t.is(again.stdout, '');
		t.regex(again.stderr, /is not empty/);
		t.notRegex(again.stderr, /\n\s+at /);
		t.deepEqual(readdirSync(join(folder.path, 'kept')).toSorted(), before, 'the refused run touched nothing');
	},
);

test.serial('Ctrl-C while agents work leaves no process and no folder', async (t) => {
	t.timeout(120_000);
	using folder = createFolder();
	const demo = execa(process.execPath, [cliEntry, 'demo', '--yes', '--no-open', '--speed', '1'], {
		reject: false,
		extendEnv: false,
		env: cliEnvironment(folder.path, { TMPDIR: folder.path }),
	});
	t.teardown(() => demo.kill('SIGINT'));
	let said = '';
	demo.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	await until('an agent runs', () => said.includes('running'), 60_000);
	demo.kill('SIGINT');

	const { exitCode, stderr } = await demo;
	t.is(exitCode, 130);
	t.regex(stderr, /Stopped\.\s*$/);
	t.deepEqual(processesOf(folder.path), []);
	t.deepEqual(readdirSync(folder.path), []);
});

test.serial('Ctrl-C keeps what was to be kept, and it can be looked into', async (t) => {
	t.timeout(120_000);
	using folder = createFolder();
	await using demo = startDemo(folder.path, 1);
	const runs = (): Promise<boolean> =>
		connectMaster(demo.home)
			.runs(10)
			.then((list) => list.some(({ agent, state }) => agent === 'Worker' && state === 'running'))
			.catch(() => false);
	await until('the coder runs', async () => demo.hasEnded() || (await runs()), 60_000);
	demo.interrupt();

	const { exitCode, stdout } = await demo.finished;
	t.is(exitCode, 130);
	t.is(stdout, '');
	t.deepEqual(processesOf(folder.path), []);
	t.true(existsSync(demo.home.masterDb));
	t.is(await git(join(demo.home.root, 'repository'), 'status', '--porcelain'), '');
});
