import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { startScriptedMessagesApi, type ModelReply } from '@aegis/agents/testing/scripted-messages-api';
import { makeCanary } from '@aegis/shared/testing';
import test from 'ava';
import { without } from '../../src/sandbox/sandbox.ts';
import { commitFiles, git, makeRepository } from '../helpers/repository.ts';
import { startRedis } from '../helpers/redis.ts';
import { makeSpec } from '../helpers/run.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startWorker } from '../helpers/worker.ts';

/** The real CLI as the worker runs it: in this machine's sandbox, and without one, behind the run's door. */
const cli = findCli();
const realTest = cli === null ? test.skip : test.serial;

if (cli === null)
	test.skip('the real claude CLI: not on PATH; AEGIS_TEST_CLAUDE names an executable', (t) => t.fail());

const script: ModelReply[] = [
	{ tools: [{ name: 'Write', input: { file_path: './hello.txt', content: 'hello\n' } }], inputTokens: 9_000 },
	{ tools: [{ name: 'Bash', input: { command: 'sh check.sh', description: 'x' } }], cacheReadTokens: 9_000 },
	{
		tools: [
			{
				name: 'StructuredOutput',
				input: { summary: 'Says hello.', commitMessage: 'Say hello', testsAdded: false, notes: '' },
			},
		],
	},
];
/** What those replies cost: $4 and $20 per million tokens, $0.20 where they are read from the cache. */
const billUsd = (9_000 * 4 + 2 * 100 * 4 + 9_000 * 0.2 + 3 * 20 * 20) / 1e6;

for (const kept of ['in a sandbox', 'without one'] as const) {
	realTest(`the real CLI does a card's work behind the door, ${kept}`, async (t) => {
		const { path, root } = makeRepository(t);
		commitFiles(path, {
			'aegis_config.json': JSON.stringify({
				test_command: 'sh check.sh',
				runners: { claude: { model: 'claude-opus-5-5' } },
			}),
		});
		const sandbox = kept === 'in a sandbox' ? await realSandbox(t, root) : without('the test says so');
		if (sandbox === null) return;
		await using api = await startScriptedMessagesApi(script);
		const redisUrl = await startRedis(t);
		const master = new ScriptedMaster(t, redisUrl);
		const key = makeCanary();
		await startWorker(t, {
			root,
			redisUrl,
			sandbox,
			claude: JSON.stringify([cli]),
			env: { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: api.url, HTTPS_PROXY: '', https_proxy: '' },
		});

		const spec = makeSpec(path, 'Worker');
		await master.start(spec);
		const result = await master.resultOf(spec.runId);

		t.like(result.outcome, { kind: 'succeeded', branch: { commits: 1 } });
		t.is(git(path, 'show', 'feat/task-1001:hello.txt'), 'hello');
		t.is(api.requests.length, 3);
		t.is(result.costUsd, Number(billUsd.toFixed(9)));
		t.false(JSON.stringify(api.requests).includes(key));
	});
}

function findCli(): string | null {
	const candidate = process.env['AEGIS_TEST_CLAUDE'] ?? 'claude';
	try {
		const found = execFileSync(candidate, ['--version'], { encoding: 'utf8' }).includes('Claude Code');
		return found && (candidate === 'claude' || existsSync(candidate)) ? candidate : null;
	} catch {
		return null;
	}
}
