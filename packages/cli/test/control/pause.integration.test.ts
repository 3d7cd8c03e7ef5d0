import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { loadBoardAddress, locateHome } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { processesOf } from '@aegis/shared/process';
import { accessLocalBoard } from '../../src/board/connect.ts';
import { Installation } from '../helpers/installation.ts';
import { runCli } from '../helpers/run-cli.ts';
import { createFolder } from '../helpers/temporary.ts';

const claude = fileURLToPath(new URL('../../../agents/src/simulated/claude.ts', import.meta.url));

/** A coding CLI that thinks until it is stopped, and a look at its processes and its bill. */
function hangingClaude(folder: string) {
	const world = join(folder, 'world');
	mkdirSync(world);
	const [scenario, bill] = [join(folder, 'scenario.json'), join(world, 'bill.jsonl')];
	writeFileSync(
		scenario,
		JSON.stringify({ rules: [{ agent: 'Triage', steps: [{ say: 'Thinking.' }, { hang: true }] }] }),
	);
	return {
		world,
		command: JSON.stringify([process.execPath, claude, '--scenario', scenario, '--bill', bill]),
		alive: () => processesOf(scenario).filter((line) => line.includes('--bill')),
		/** The sessions of all starts so far, in order. */
		sessions: (): string[] =>
			!existsSync(bill)
				? []
				: readFileSync(bill, 'utf8')
						// The last piece is empty, or a line that is still being written.
						.split('\n')
						.slice(0, -1)
						.map((line) => JSON.parse(line) as { kind: string; session: string })
						.filter(({ kind }) => kind === 'start')
						.map(({ session }) => session),
	};
}

test.serial('a person pauses, resumes and stops from the command line and the board', async (t) => {
	t.timeout(240_000);
	using folder = createFolder();
	const agent = hangingClaude(folder.path);
	await using site = await Installation.start(t, folder.path, {
		files: { 'README.md': 'x' },
		env: { AEGIS_CLAUDE_COMMAND: agent.command, AEGIS_SANDBOX_SHARE: agent.world },
	});
	const gid = await site.addReady('Say farewell', 'Please.');
	const works = (count: number) =>
		until(`start ${count}`, () => agent.sessions().length === count && agent.alive().length > 0, 60_000);
	const ends = async (since: number): Promise<void> => {
		await until('no agent is left', () => agent.alive().length === 0, 60_000);
		t.log(`no agent left after ${Math.round(performance.now() - since)} ms`);
	};
	const waitsFor = (text: RegExp) =>
		site.awaitCard(gid, ({ reason }) => text.test(reason?.text ?? ''), `it says ${text}`);
	await works(1);

	let since = performance.now();
	const paused = await site.run('pause');
	t.is(paused.exitCode, 0, paused.stderr);
	t.is(paused.stdout, 'Paused: everything.');
	await ends(since);
	t.like(await waitsFor(/^Paused by .*, with everything: `aegis resume` goes on$/), { state: 'waiting' });
	t.regex((await site.run('status')).stdout, /EVERYTHING IS PAUSED by \S+; `aegis resume` goes on/);
	t.regex((await site.run('pause')).stdout, /^Already paused by/);

	t.is((await site.run('resume')).stdout, 'Resumed: everything.');
	await works(2);
	t.is(agent.sessions()[1], agent.sessions()[0], 'the session goes on');

	since = performance.now();
	t.is((await site.run('task', 'stop', gid)).stdout, 'Stopped: “Say farewell”.');
	await ends(since);
	await waitsFor(/^Awaiting a person: stopped by/);
	t.is((await site.run('resume', gid)).stdout, 'Resumed: “Say farewell”.');
	await works(3);

	const address = loadBoardAddress(locateHome(join(folder.path, 'home')));
	if (address === null) return t.fail('no local board');
	const board = accessLocalBoard(address);
	const ask = async (path: string, data: object): Promise<{ data: { gid: string } }> => {
		const response = await fetch(board.apiUrl + path, {
			method: 'POST',
			headers: { authorization: `Bearer ${board.token}`, 'content-type': 'application/json' },
			body: JSON.stringify({ data }),
		});
		t.true(response.ok, path);
		return (await response.json()) as { data: { gid: string } };
	};
	since = performance.now();
	const tag = await ask('/tags', { name: 'Paused', workspace: board.workspaceGid });
	await ask(`/tasks/${gid}/addTag`, { tag: tag.data.gid });
	await ends(since);
	await waitsFor(/^Paused by a tag: remove the tag Paused to go on$/);
	await ask(`/tasks/${gid}/removeTag`, { tag: tag.data.gid });
	await works(4);

	t.is((await site.run('pause', '--project', 'repository')).exitCode, 0);
	await waitsFor(/with its project/);
	t.regex(
		(await site.run('resume')).stderr,
		/Still paused by .*: project repository; `aegis resume --project /,
	);
	t.is((await site.run('resume', '--project', 'repository')).exitCode, 0);
	await works(5);
	t.deepEqual(
		(await site.show(gid)).runs.slice(0, 4).map(({ outcome }) => outcome),
		['cancelled', 'cancelled', 'cancelled', 'cancelled'],
	);

	const wrong = [
		[['pause', '404'], 3, /knows no card 404/],
		[['pause', gid, '--project', 'repository'], 2, /both named/],
		[['resume', '--project', 'nobody'], 3, /no project nobody/],
		[['task', 'stop', '404'], 3, /knows no card/],
	] as const;
	for (const [args, exitCode, words] of wrong) {
		const refused = await site.run(...args);
		t.is(refused.exitCode, exitCode, args.join(' '));
		t.regex(refused.stderr, words);
	}
});

test('without a running Aegis each says how to start one', async (t) => {
	using folder = createFolder();
	for (const args of [['pause'], ['resume'], ['pause', '1'], ['task', 'stop', '1']]) {
		const refused = await runCli(folder.path, args);
		t.is(refused.exitCode, 5, args.join(' '));
		t.regex(refused.stderr, /aegis up/);
	}
});
