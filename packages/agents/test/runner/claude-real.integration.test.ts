import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { agentNames } from '@aegis/shared/domain';
import test from 'ava';
import { agentFor } from '../../src/agents.ts';
import type { RunnerLaunch } from '../../src/runner.ts';
import { defaultAnswers } from '../../src/simulated/default-answer.ts';
import { createRunnerRoom, createTask, runRunner } from '../helpers/run-runner.ts';
import {
	startScriptedMessagesApi,
	type ModelReply,
	type ScriptedMessagesApi,
} from '../helpers/scripted-messages-api.ts';

/** The real CLI against a scripted model on loopback: what our flags and our parser make of it. */
const cli = findCli();
const realTest = cli === null ? test.skip : test.serial;

if (cli === null)
	test.skip('the real claude CLI: not on PATH; AEGIS_TEST_CLAUDE names an executable', (t) => t.fail());

realTest('a write run edits the worktree, runs the allowed command, and answers', async (t) => {
	await using room = await createRunnerRoom();
	await writeFile(path.join(room.cwd, 'package.json'), '{"scripts":{"test":"echo all green"}}');
	await using api = await startScriptedMessagesApi([
		{ text: 'Writing.', tools: [{ name: 'Write', input: { file_path: './hello.txt', content: 'hello\n' } }] },
		bash('npm test'),
		bash('git commit -m "by the agent"'),
		bash('echo outside > ../outside.txt'),
		{ tools: [{ name: 'Write', input: { file_path: path.join(room.home, 'outside.txt'), content: 'x' } }] },
		answer('Ada'),
	]);

	const run = await runRunner(createTask({ ...room, allowedCommands: ['npm test'] }), launch(room, api));

	t.like(run.verdict, { status: 'succeeded', code: 'SUCCEEDED', answer: { name: 'Ada' } });
	t.is(await readFile(path.join(room.cwd, 'hello.txt'), 'utf8'), 'hello\n');
	t.false(existsSync(path.join(room.home, 'outside.txt')));
	t.false(existsSync(path.join(room.cwd, '..', 'outside.txt')));
	t.deepEqual(run.verdict.denials, ['Bash', 'Write']);
	t.true(
		run.events.some((event) => event.type === 'tool-result' && event.ok && event.text.includes('all green')),
	);
	t.true(run.events.some((event) => event.type === 'session' && event.sessionId === run.verdict.sessionId));
	const lastCost = run.events.findLast((event) => event.type === 'cost')?.costUsd;
	t.true(Math.abs((lastCost ?? 0) - (run.verdict.costUsd ?? -1)) < 1e-9, 'live cost meets the total');
});

realTest(
	'the CLI takes the answer schema of every agent, and gives back what the agent understands',
	async (t) => {
		await using room = await createRunnerRoom();
		for (const name of agentNames) {
			const { jsonSchema, access, answer: schema } = agentFor(name);
			const input = defaultAnswers[name];
			await using api = await startScriptedMessagesApi([{ tools: [{ name: 'StructuredOutput', input }] }]);

			const { verdict } = await runRunner(createTask({ ...room, jsonSchema, access }), launch(room, api));

			t.like(verdict, { status: 'succeeded', answer: input }, name);
			t.true(schema.safeParse(verdict.answer).success, name);
		}
	},
);

realTest('an answer in another form is sent back to the model, and in the end refused', async (t) => {
	await using room = await createRunnerRoom();
	const wrong: ModelReply = { tools: [{ name: 'StructuredOutput', input: { verdict: 'maybe', more: 1 } }] };
	await using api = await startScriptedMessagesApi([wrong]);
	const { jsonSchema } = agentFor('Triage');

	const { verdict } = await runRunner(createTask({ ...room, jsonSchema }), launch(room, api));

	t.like(verdict, { status: 'failed', code: 'ANSWER_NOT_MATCHING', answer: null });
	t.true(api.requests.length > 1);
});

realTest('a read run has no way to change a file', async (t) => {
	await using room = await createRunnerRoom();
	await writeFile(path.join(room.cwd, 'kept.txt'), 'kept');
	const attempts: ModelReply[] = [
		{ tools: [{ name: 'Write', input: { file_path: './new.txt', content: 'x' } }] },
		{ tools: [{ name: 'Read', input: { file_path: './kept.txt' } }] },
		{ tools: [{ name: 'Edit', input: { file_path: './kept.txt', old_string: 'kept', new_string: 'lost' } }] },
		...[
			'touch a',
			'echo x > b',
			'sed -i s/kept/lost/ kept.txt',
			'git init .',
			'find . -delete',
			'sort -o kept.txt c',
		].map(bash),
		answer('Ada'),
	];
	for (const allowedCommands of [[], ['true']]) {
		await using api = await startScriptedMessagesApi(attempts);

		const run = await runRunner(createTask({ ...room, access: 'read', allowedCommands }), launch(room, api));

		t.like(run.verdict, { status: 'succeeded', answer: { name: 'Ada' } });
		t.deepEqual(await readdir(room.cwd), ['kept.txt']);
		t.is(await readFile(path.join(room.cwd, 'kept.txt'), 'utf8'), 'kept');
		t.is(
			run.events.filter((event) => event.type === 'tool-result' && event.ok).length,
			2,
			'only Read and the answer',
		);
	}
});

realTest('the budget stops a run, and says what it cost', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([{ ...bash('true'), inputTokens: 10_000 }]);

	const { verdict } = await runRunner(
		createTask({ ...room, allowedCommands: ['true'], budgetUsd: 0.05 }),
		launch(room, api),
	);

	t.like(verdict, { status: 'over-budget', code: 'BUDGET_REACHED', answer: null });
	t.true((verdict.costUsd ?? 0) >= 0.05 && (verdict.costUsd ?? 9) < 0.15);
});

realTest('an overloaded model is told from a usage limit, and neither is the card’s fault', async (t) => {
	await using room = await createRunnerRoom();
	await using overloaded = await startScriptedMessagesApi([
		{ status: 529, errorType: 'overloaded_error', message: 'Overloaded' },
	]);
	const first = await runRunner(createTask(room), launch(room, overloaded));
	t.like(first.verdict, { status: 'overloaded', code: 'MODEL_OVERLOADED' });
	t.true(first.events.some((event) => event.type === 'retry' && event.status === 529));

	const reset = Math.floor(Date.now() / 1000) + 7200;
	await using limited = await startScriptedMessagesApi([
		{ status: 429, errorType: 'rate_limit_error', message: 'limit', headers: unifiedLimit(reset) },
	]);
	const subscription = {
		...launch(room, limited),
		passEnv: { ANTHROPIC_BASE_URL: limited.url, CLAUDE_CODE_OAUTH_TOKEN: 'test' },
	};
	const second = await runRunner(createTask(room), subscription);
	t.like(second.verdict, { status: 'usage-limited', code: 'USAGE_LIMIT', untilMs: reset * 1000 });
});

realTest('missing credentials are named as such', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([answer('Ada')]);
	const without = { ...launch(room, api), passEnv: { ANTHROPIC_BASE_URL: api.url } };

	const { verdict } = await runRunner(createTask(room), without);

	t.like(verdict, { status: 'failed', code: 'AUTH_FAILED', costUsd: 0 });
	t.is(api.requests.length, 0);
});

realTest('a resumed session knows what was said and bills only the new turns', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([answer('one'), answer('two')]);
	const task = createTask(room);
	const first = await runRunner(task, launch(room, api));

	const resumed = createTask({ ...room, prompt: 'And again.', resumeSessionId: task.sessionId });
	const second = await runRunner(resumed, launch(room, api), {
		previousCostUsd: first.verdict.sessionCostUsd ?? 0,
	});

	t.like(second.verdict, { status: 'succeeded', answer: { name: 'two' }, sessionId: task.sessionId });
	t.true(Math.abs((second.verdict.costUsd ?? 0) - (first.verdict.costUsd ?? -1)) < 1e-9);
	t.true((second.verdict.sessionCostUsd ?? 0) > (first.verdict.sessionCostUsd ?? 9));
	t.true(JSON.stringify(api.requests.at(-1)?.messages).includes('Say hello.'));
});

realTest('a session that is gone is named, so that a cold start can follow', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([answer('Ada')]);

	const task = createTask({ ...room, resumeSessionId: '00000000-0000-4000-8000-00000000dead' });
	const { verdict } = await runRunner(task, launch(room, api));

	t.like(verdict, { status: 'failed', code: 'SESSION_UNKNOWN', costUsd: 0 });
});

realTest('an interrupt ends a run at once, with its cost', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([{ text: 'word '.repeat(2000), pauseMs: 20 }]);

	const { verdict } = await runRunner(createTask(room), launch(room, api), {
		onEvent: (event, controls) => {
			if (event.type === 'cost') controls.interrupt();
		},
	});

	t.like(verdict, { status: 'failed', code: 'RUN_INTERRUPTED' });
	t.true((verdict.costUsd ?? 0) > 0);
});

realTest('SIGTERM leaves no result: the run counts as stopped, with the cost seen so far', async (t) => {
	await using room = await createRunnerRoom();
	await using api = await startScriptedMessagesApi([{ text: 'word '.repeat(2000), pauseMs: 20 }]);

	const { verdict } = await runRunner(createTask(room), launch(room, api), {
		onEvent: (event, controls) => {
			if (event.type === 'cost') controls.kill('SIGTERM');
		},
	});

	t.like(verdict, { status: 'process-failure', code: 'RUNNER_STOPPED' });
	t.true((verdict.costUsd ?? 0) > 0);
});

function answer(name: string): ModelReply {
	return { tools: [{ name: 'StructuredOutput', input: { name } }] };
}

function bash(command: string): ModelReply {
	return { tools: [{ name: 'Bash', input: { command, description: 'a step' } }] };
}

function launch(room: { home: string }, api: ScriptedMessagesApi): RunnerLaunch {
	return {
		argv: [cli ?? 'claude'],
		passEnv: { ANTHROPIC_API_KEY: 'sk-ant-test', ANTHROPIC_BASE_URL: api.url },
		home: room.home,
		path: process.env['PATH'] ?? '',
	};
}

function unifiedLimit(reset: number): Record<string, string> {
	return {
		'anthropic-ratelimit-unified-status': 'rejected',
		'anthropic-ratelimit-unified-reset': String(reset),
		'anthropic-ratelimit-unified-representative-claim': 'five_hour',
	};
}

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
