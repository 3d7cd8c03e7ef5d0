import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { until } from '@aegis/shared/testing';
import { simulatedClaude } from '../../src/instance/service-paths.ts';
import { git } from '../helpers/git-repository.ts';
import { Installation } from '../helpers/installation.ts';
import { createFolder } from '../helpers/temporary.ts';

const scenario = {
	rules: [
		{
			agent: 'Triage',
			unlessTold: 'in English',
			answer: { verdict: 'unclear', summary: 'Which language?', questions: ['Which language?'] },
		},
		{
			agent: 'Worker',
			occurrence: 1,
			steps: [{ write: { path: 'farewell.txt', content: 'Bye.\n' } }],
			answer: { summary: 'It says bye.', commitMessage: 'Say bye', testsAdded: false },
		},
		{
			agent: 'Worker',
			occurrence: 2,
			steps: [{ write: { path: 'farewell.txt', content: 'Farewell.\n' } }],
			answer: { summary: 'It says farewell.', commitMessage: 'Say farewell', testsAdded: false },
		},
	],
};

test('a card that asks, is sent back and waits for its merge is carried through by commands alone', async (t) => {
	t.timeout(300_000);
	using folder = createFolder();
	const play = join(folder.path, 'scenario.json');
	writeFileSync(play, JSON.stringify(scenario));
	const command = [process.execPath, simulatedClaude, '--scenario', play, '--speed', '20'];
	await using site = await Installation.start(t, folder.path, {
		files: { 'greeting.txt': 'Hello.\n' },
		env: { AEGIS_CLAUDE_COMMAND: JSON.stringify(command) },
	});
	// On a busy machine the master may take longer than a command waits for it; nothing has been ordered then.
	const run = (...args: readonly string[]) =>
		until(`an answer to ${args.join(' ')}`, async () => {
			const result = await site.run(...args);
			return result.exitCode === 5 ? null : result;
		});
	const added = await run('task', 'add', 'Say farewell', '--ready', '--manual-merge', '--max-cost', '3');
	t.is(added.exitCode, 0, added.stderr);
	const gid = added.stdout.trim();

	const asked = await run('task', 'wait', gid, '--timeout', '3');
	t.is(asked.exitCode, 6, asked.stderr);
	t.regex(asked.stderr, /Next: `aegis task answer \d+ "…"`/);
	t.regex((await run('status')).stdout, /Needs you \(1\)[^]*aegis task answer/);
	const why = await run('task', 'why', gid);
	t.regex(why.stdout, /Awaiting clarification[^]*Which language\?/);
	const early = await run('task', 'approve', gid);
	t.is(early.exitCode, 1);
	t.regex(early.stderr, /ORDER_REFUSED/);
	const answered = await run('task', 'answer', gid, 'Say it in English.');
	t.is(answered.exitCode, 0, answered.stderr);

	await site.awaitCard(gid, ({ needs }) => needs === 'approve', 'it waits for its merge');
	const refused = await run('task', 'approve', gid, '--commit', '0'.repeat(40));
	t.is(refused.exitCode, 1, 'that is not what there is to merge');
	t.is((await run('task', 'reject', gid, 'Not so short: say farewell.')).exitCode, 0);
	await site.awaitCard(
		gid,
		({ needs, runs }) => needs === 'approve' && runs.filter(({ agent }) => agent === 'Worker').length === 2,
		'it waits for its merge again',
	);
	t.is((await run('task', 'budget', gid, '7')).exitCode, 0);
	t.is((await run('task', 'approve', gid)).exitCode, 0);
	const done = await run('task', 'wait', gid, '--timeout', '3');
	t.is(done.exitCode, 0, done.stderr);
	t.is(done.stdout.trim(), 'done');
	t.is(await git(site.repository, 'show', 'main:farewell.txt'), 'Farewell.');
	t.is((await site.show(gid)).fields['Max Cost'], '7.00');
	const cost = JSON.parse((await run('cost', '--by', 'agent', '--json')).stdout) as {
		lines: { name: string; runs: number }[];
	};
	t.is(cost.lines.find(({ name }) => name === 'Worker')?.runs, 2);
	t.is((await run('task', 'answer', gid, ' ')).exitCode, 2);
	t.is((await run('task', 'why', '1')).exitCode, 3);
	t.is((await run('task', 'add', ' ')).exitCode, 2);
	t.is((await run('verify', '--home', join(folder.path, 'nowhere'))).exitCode, 3);
});
