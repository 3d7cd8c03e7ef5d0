import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { connectMaster } from '@aegis/shared/api';
import { locateHome } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { processesOf } from '@aegis/shared/process';
import { simulatedClaude } from '../../src/instance/service-paths.ts';
import { openStandIn } from '../helpers/asana-stand-in.ts';
import { createRepository, git } from '../helpers/git-repository.ts';
import { runCli } from '../helpers/run-cli.ts';
import { startUp } from '../helpers/start-up.ts';
import { createFolder } from '../helpers/temporary.ts';

const scenario = {
	rules: [
		{
			agent: 'Worker',
			steps: [{ write: { path: 'farewell.txt', content: 'Farewell.\n' } }],
			answer: { summary: 'It says farewell.', commitMessage: 'Say farewell', testsAdded: false },
		},
	],
};

test('from connect to merged code on Asana’s free plan, with a person asked once', async (t) => {
	t.timeout(600_000);
	using folder = createFolder();
	await using asana = await openStandIn(folder.path, '--plan', 'free');
	const root = join(folder.path, 'home');
	const repository = join(folder.path, 'till');
	const play = join(folder.path, 'scenario.json');
	writeFileSync(play, JSON.stringify(scenario));
	await createRepository(repository, { 'greeting.txt': 'Hello.\n' });
	const env = {
		...asana.env,
		ASANA_ACCESS_TOKEN: asana.board.personToken,
		AEGIS_CLAUDE_COMMAND: JSON.stringify([
			process.execPath,
			simulatedClaude,
			'--scenario',
			play,
			'--speed',
			'20',
		]),
		AEGIS_POLL_SECONDS: '0.5',
		ANTHROPIC_API_KEY: 'none',
		ASANA_REQUESTS_PER_MINUTE: '10000',
	};
	const run = (...args: string[]) => runCli(root, args, { cwd: repository, env });
	const connected = await run('connect', 'asana', '--create', 'Till');
	t.is(connected.exitCode, 0, connected.stderr + connected.stdout);
	await using up = startUp(root, { cwd: repository, env, board: 'asana' });
	const status = () => connectMaster(locateHome(root)).status();
	const follows = (): Promise<boolean> =>
		status().then(
			({ projects }) =>
				projects.some(({ state, detail }) => state === 'ok' && detail?.startsWith('reduced mode: ')),
			() => false,
		);
	await until('the project is followed, in reduced mode', follows, 90_000);

	const notes = ['--notes', 'Say farewell too.\nMerge Approval: Manual Check'];
	const added = await run('task', 'add', 'Farewell', ...notes, '--max-cost', '1', '--ready');
	t.is(added.exitCode, 0, added.stderr);
	const gid = added.stdout.trim();
	const comments = async (): Promise<string[]> => {
		const path = `/tasks/${gid}/stories?opt_fields=type,text`;
		const stories = await asana.call<{ type: string; text: string }[]>('GET', path);
		return stories.filter(({ type }) => type === 'comment').map(({ text }) => text);
	};
	const asks = (text: string): boolean => text.includes('answer “Approved” in a comment');
	await until('the merge is asked for', async () => (await comments()).some(asks), 120_000);
	t.is((await git(repository, 'ls-files')).includes('farewell'), false);
	await asana.call('POST', `/tasks/${gid}/stories`, { text: 'Approved' });
	const isDone = async (): Promise<boolean> =>
		(await asana.call<{ completed: boolean }>('GET', `/tasks/${gid}?opt_fields=completed`)).completed;
	await until('the card is completed', isDone, 120_000);
	t.is(await git(repository, 'show', 'main:farewell.txt'), 'Farewell.');
	t.is((await comments()).filter(asks).length, 1);
	t.regex((await run('status')).stdout, /reduced mode: .*docs\/free-plan\.md/);

	t.is((await run('down')).exitCode, 0);
	t.is((await up.ended).exitCode, 0);
	t.deepEqual(
		processesOf(folder.path).filter((line) => !line.includes(join('board', 'src'))),
		[],
	);
});
