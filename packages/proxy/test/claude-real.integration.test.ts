import { execFileSync } from 'node:child_process';
import { createRunnerRoom, createTask, runRunner, type RunnerRun } from '@aegis/agents/testing/run-runner';
import { startScriptedMessagesApi, type ModelReply } from '@aegis/agents/testing/scripted-messages-api';
import test from 'ava';
import { key, startTestProxy, type TestProxy } from './helpers/proxy.ts';

/** The real CLI behind the proxy, against a scripted model on loopback. */
const cli = findCli();
const realTest = cli === null ? test.skip : test.serial;

if (cli === null)
	test.skip('the real claude CLI: not on PATH; AEGIS_TEST_CLAUDE names an executable', (t) => t.fail());

async function runBehind(run: TestProxy): Promise<RunnerRun> {
	await using room = await createRunnerRoom();
	// The cap is the proxy's alone: the CLI would throw away the answer that crosses it.
	const task = createTask({ ...room, allowedCommands: ['true'], budgetUsd: 1_000, model: 'claude-opus-5-5' });
	return await runRunner(task, {
		argv: [cli ?? ''],
		passEnv: { ...run.proxy.modelEnvironment(run.url) },
		home: room.home,
		path: process.env['PATH'] ?? '',
	});
}

const answer: ModelReply = {
	tools: [{ name: 'StructuredOutput', input: { name: 'Ada' } }],
	outputTokens: 500,
};
const work: ModelReply = {
	tools: [{ name: 'Bash', input: { command: 'true', description: 'x' } }],
	inputTokens: 5_000,
	outputTokens: 1_000,
	cacheWriteTokens: 2_000,
};
/** What the scripted model charges for one such reply: $4 and $20, and $5 for what is written to the cache. */
const workUsd = (5_000 * 4 + 1_000 * 20 + 2_000 * 5) / 1e6;

for (const variable of ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'] as const) {
	realTest(`a run with ${variable} works without having it, and costs what the provider bills`, async (t) => {
		await using api = await startScriptedMessagesApi([work, work, answer]);
		await using run = await startTestProxy(api.url, { variable, capUsd: 5 });

		const { verdict } = await runBehind(run);

		t.like(verdict, { status: 'succeeded', answer: { name: 'Ada' } });
		t.false(JSON.stringify(api.requests).includes(key));
		const bill = 2 * workUsd + (100 * 4 + 500 * 20) / 1e6;
		t.deepEqual(run.proxy.spending(), {
			spentUsd: Number(bill.toFixed(9)),
			reservedUsd: 0,
			exact: true,
			unpriced: [],
			models: ['claude-opus-5-5'],
			tokens: {
				input: 2 * 5_000 + 100,
				output: 2 * 1_000 + 500,
				cacheRead: 0,
				cacheWrite5m: 2 * 2_000,
				cacheWrite1h: 0,
			},
			calls: 3,
		});
	});
}

realTest('at the cap the next call is refused once, and the CLI ends', async (t) => {
	await using api = await startScriptedMessagesApi([work]);
	await using run = await startTestProxy(api.url, { capUsd: 0.3 });

	const { verdict, events } = await runBehind(run);

	t.is(verdict.status, 'failed');
	t.regex(verdict.message, /spending cap of \$0\.30/);
	t.deepEqual(
		events.filter((event) => event.type === 'retry'),
		[],
	);
	t.is(run.proxy.refusal()?.kind, 'cap');
	t.true(run.proxy.spending().spentUsd <= 0.3 + workUsd);
	t.is(run.proxy.spending().calls, api.requests.length);
});

realTest('the answer in the call that crosses the cap is kept', async (t) => {
	const dear: ModelReply = { ...answer, outputTokens: 60_000 };
	await using api = await startScriptedMessagesApi([work, dear]);
	await using run = await startTestProxy(api.url, { capUsd: 0.5 });

	const { verdict } = await runBehind(run);

	t.like(verdict, { status: 'succeeded', answer: { name: 'Ada' } });
	t.true(run.proxy.spending().spentUsd > 0.5);
	t.is(run.proxy.spending().calls, 2);
});

realTest('a model without a price stops with that sentence', async (t) => {
	await using api = await startScriptedMessagesApi([answer]);
	await using run = await startTestProxy(api.url, { capUsd: 5 });
	await using room = await createRunnerRoom();

	const { verdict } = await runRunner(createTask({ ...room, model: 'claude-next-9' }), {
		argv: [cli ?? ''],
		passEnv: run.proxy.modelEnvironment(run.url),
		home: room.home,
		path: process.env['PATH'] ?? '',
	});

	t.regex(verdict.message, /does not know what the model claude-next-9 costs/);
	t.is(api.requests.length, 0);
});

function findCli(): string | null {
	const candidate = process.env['AEGIS_TEST_CLAUDE'] ?? 'claude';
	try {
		return execFileSync(candidate, ['--version'], { encoding: 'utf8' }).includes('Claude Code')
			? candidate
			: null;
	} catch {
		return null;
	}
}
