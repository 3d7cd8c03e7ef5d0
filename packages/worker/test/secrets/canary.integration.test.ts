import { join } from 'node:path';
import { subscribeLive } from '@aegis/shared/live';
import { keepSecrets } from '@aegis/shared/redaction';
import { connectRedis, disconnect } from '@aegis/shared/redis';
import { encodings, findLeaks, makeCanary, readTree, snapshot } from '@aegis/shared/testing';
import test from 'ava';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { startRedis } from '../helpers/redis.ts';
import { makeSpec } from '../helpers/run.ts';
import { keys, ScriptedMaster } from '../helpers/scripted-master.ts';
import { simulatedClaude } from '../helpers/simulated.ts';
import { startWorker } from '../helpers/worker.ts';

/** A secret of this installation that an agent has got hold of: what it does with it is in these tests. */
const canary = makeCanary();
keepSecrets([{ name: 'ASANA_ACCESS_TOKEN', value: canary }]);

const config = JSON.stringify({ test_command: 'cat leak.txt; sh check.sh', remote: 'origin' });
const spoken = Object.entries(encodings(canary)).map(([name, form]) => `${name}: ${form}`);

/** All that Redis holds, as text. */
async function readRedis(url: string): Promise<string> {
	const redis = connectRedis(url, { name: 'canary' });
	let text = '';
	for (const key of await redis.keys('*')) {
		text += `${key}\n${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}\n`;
		if ((await redis.type(key)) === 'stream') text += JSON.stringify(await redis.xrange(key, '-', '+'));
	}
	disconnect(redis);
	return text;
}

test.serial('whatever an agent says of a secret, nobody gets to see it', async (t) => {
	const { path, remote, root } = makeRepository(t, { remote: true });
	commitFiles(path, { 'aegis_config.json': config, 'leak.txt': 'nothing yet\n' });
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const claude = simulatedClaude(root, [
		{
			agent: 'Worker',
			steps: [
				...spoken.map((say) => ({ say })),
				{ run: `echo '${spoken.join("' '").replaceAll('\n', '')}'; exit 3` },
				{ garbage: spoken.join(' ') },
				{ write: { path: 'hello.txt', content: 'hello\n' } },
			],
			answer: {
				summary: spoken.join('\n'),
				commitMessage: `Say ${canary}\n\n${spoken.join('\n')}`,
				testsAdded: false,
				notes: spoken.join('\n'),
			},
		},
	]);
	const live: string[] = [];
	const listener = subscribeLive(redisUrl, keys, (event) => live.push(JSON.stringify(event)));
	t.teardown(() => listener[Symbol.asyncDispose]());
	const { home } = await startWorker(t, { root, redisUrl, claude });

	const card = snapshot({ gid: '1001', projectGid: '77', name: 'Say hello', notes: `The key is ${canary}` });
	const spec = makeSpec(path, 'Worker', { card });
	await master.start(spec);
	const result = await master.resultOf(spec.runId);

	t.like(result.outcome, { kind: 'succeeded', branch: { pushed: true } });
	t.deepEqual(findLeaks(JSON.stringify(result), canary), []);
	t.deepEqual(findLeaks(JSON.stringify(master.progress), canary), []);
	t.true(live.length > 5);
	t.deepEqual(findLeaks(live.join('\n'), canary), []);
	const log = git(remote ?? '', 'log', '-1', '--format=%B', 'feat/task-1001');
	t.regex(log, /^Say \[ASANA_ACCESS_TOKEN removed\]/);
	t.deepEqual(findLeaks(log, canary), []);
	// The queue's invitation and the claim's answer hold the card as the board has it: what a person wrote there.
	const told = (await readRedis(redisUrl)).replaceAll(JSON.stringify(card.notes).slice(1, -1), '');
	t.deepEqual(findLeaks(told, canary), []);
	for (const { path: file, text } of readTree(home.runs)) t.deepEqual(findLeaks(text, canary), [], file);
});

for (const [form, text] of Object.entries(encodings(canary))) {
	if (!['plain', 'base64', 'hex', 'reversed'].includes(form)) continue;
	test.serial(
		`a commit that holds a known secret is not pushed, and its place is told: ${form}`,
		async (t) => {
			const { path, remote, root } = makeRepository(t, { remote: true });
			commitFiles(path, { 'aegis_config.json': config, 'leak.txt': 'nothing yet\n' });
			const redisUrl = await startRedis(t);
			const master = new ScriptedMaster(t, redisUrl);
			const claude = simulatedClaude(root, [
				{
					agent: 'Worker',
					steps: [{ write: { path: 'leak.txt', content: `one\ntwo ${text}\n` } }],
					answer: { summary: 'Done.', commitMessage: 'Change', testsAdded: false, notes: '' },
				},
			]);
			const { home } = await startWorker(t, { root, redisUrl, claude });

			const spec = makeSpec(path, 'Worker');
			await master.start(spec);
			const { outcome } = await master.resultOf(spec.runId);

			t.like(outcome, { kind: 'failed', code: 'SECRET_IN_COMMIT' });
			t.regex(outcome.kind === 'failed' ? outcome.message : '', /holds ASANA_ACCESS_TOKEN in leak\.txt:2/);
			t.is(git(remote ?? '', 'branch', '--list', 'feat/*'), '');
			t.deepEqual(findLeaks(JSON.stringify(outcome), canary), []);
			for (const file of readTree(join(home.runs, spec.runId)))
				t.deepEqual(findLeaks(file.text, canary), [], file.path);
		},
	);
}
