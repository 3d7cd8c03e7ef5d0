import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { execa } from 'execa';
import type { RunnerLaunch, RunnerTask } from '../../src/runner.ts';
import { createRunnerRoom, createTask, runRunner, type RunnerRun } from '../helpers/run-runner.ts';

type Room = Awaited<ReturnType<typeof createRunnerRoom>>;
type Options = Parameters<typeof runRunner>[2];

const standIn = fileURLToPath(new URL('../../src/simulated/claude.ts', import.meta.url));
const answer = { summary: 'Greets', commitMessage: 'Greet\n\nBecause.', testsAdded: true };

test('plays the steps for real and answers, marking what people read', async (t) => {
	await using room = await createRunnerRoom();
	await writeFile(path.join(room.cwd, 'old.txt'), 'old');
	const steps = [
		{ say: 'I begin' },
		{ write: { path: 'src/a.txt', content: 'one two' } },
		{ replace: { path: 'src/a.txt', find: 'two', with: '$& three' } },
		{ delete: 'old.txt' },
		{ run: 'cat src/a.txt' },
		{ run: 'exit 3' },
		{ denied: 'git push' },
		{ write: { path: '../outside.txt', content: 'x' } },
		{ garbage: 'not json' },
	];

	const { verdict, events } = await runScenario(room, [{ agent: 'Worker', steps, answer, costUsd: 0.09 }]);

	t.like(verdict, { status: 'succeeded', turns: 9, denials: ['Bash', 'Write'] });
	t.deepEqual(verdict.answer, {
		...answer,
		summary: 'Greets (simulated)',
		commitMessage: 'Greet (simulated)\n\nBecause.',
	});
	t.is(verdict.costUsd?.toFixed(6), '0.090000');
	t.is(await readFile(path.join(room.cwd, 'src/a.txt'), 'utf8'), 'one $& three');
	t.deepEqual(await readdir(path.join(room.cwd, '..')), ['config', 'home', 'repo', 'scenario.json']);
	t.deepEqual(await readdir(room.cwd), ['src']);
	t.true(events.some((event) => event.type === 'text' && event.text === 'I begin (simulated)'));
	t.true(events.some((event) => event.type === 'tool-result' && event.text === 'one $& three'));
	t.true(
		events.some((event) => event.type === 'tool-result' && !event.ok && event.text.startsWith('Exit code 3')),
	);
	t.true(events.some((event) => event.type === 'raw'));
	const live = events.findLast((event) => event.type === 'cost')?.costUsd ?? 0;
	t.true(Math.abs(live - 0.09) < 0.001, `the live cost ${live} is near the total`);
});

test('chooses by agent, card and occurrence', async (t) => {
	await using room = await createRunnerRoom();
	const rules = [
		{ agent: 'Reviewer', answer: { summary: 'wrong agent' } },
		{ agent: 'Worker', card: 'Other', answer: { summary: 'wrong card' } },
		{ agent: 'Worker', card: 'Greet', occurrence: 2, answer: { summary: 'second' } },
		{ agent: 'Worker', card: '1', answer: { summary: 'any' } },
	];

	const answers = [];
	for (let run = 0; run < 3; run += 1) answers.push((await runScenario(room, rules)).verdict.answer);

	t.deepEqual(
		answers,
		['any', 'second', 'any'].map((summary) => ({ summary: `${summary} (simulated)` })),
	);
});

test('a rule holds until the prompt tells more', async (t) => {
	await using room = await createRunnerRoom();
	const until = (text: string) => [
		{ agent: 'Worker', unlessTold: text, answer: { summary: 'not told' } },
		{ agent: 'Worker', answer: { summary: 'told' } },
	];

	t.deepEqual((await runScenario(room, until('Card: 1'))).verdict.answer, { summary: 'told (simulated)' });
	t.deepEqual((await runScenario(room, until('no such text'))).verdict.answer, {
		summary: 'not told (simulated)',
	});
});

test('a card without a rule gets an honest default', async (t) => {
	await using room = await createRunnerRoom();

	const { verdict } = await runScenario(room, []);

	t.like(verdict, { status: 'succeeded', costUsd: 0.0042 });
	t.regex(JSON.stringify(verdict.answer), /Nothing was changed.*\(simulated\)/);
	t.deepEqual(await readdir(room.cwd), []);
});

test('a reader has no tool to write with', async (t) => {
	await using room = await createRunnerRoom();
	const steps = [{ write: { path: 'a.txt', content: 'x' } }, { run: 'touch b.txt' }];

	const { verdict } = await runScenario(room, [{ agent: 'Worker', steps, answer }], { access: 'read' });

	t.is(verdict.status, 'succeeded');
	t.deepEqual(await readdir(room.cwd), []);
});

test('limits, API errors and a missing answer end as with the real CLI', async (t) => {
	await using room = await createRunnerRoom();
	const talk = Array.from({ length: 5 }, () => ({ say: 'more' }));
	const play = async (rule: object, changes: Partial<RunnerTask> = {}) =>
		(await runScenario(room, [{ agent: 'Worker', ...rule }], changes)).verdict;

	t.like(await play({ steps: talk, costUsd: 0.6 }, { budgetUsd: 0.15 }), {
		status: 'over-budget',
		costUsd: 0.2,
	});
	t.like(await play({ steps: talk }, { maxTurns: 2 }), { code: 'TURNS_EXHAUSTED', turns: 3 });
	t.like(await play({ steps: [{ fail: { apiStatus: 529 } }] }), { code: 'MODEL_OVERLOADED' });
	t.like(await play({ steps: [{ fail: { apiStatus: 401 } }] }), { code: 'AUTH_FAILED' });
	const limited = await play({ steps: [{ fail: { apiStatus: 429, resetsAt: 1_900_000_000 } }] });
	t.like(limited, { status: 'usage-limited', untilMs: 1_900_000_000_000 });
	t.like(await play({ answer: null }), { code: 'ANSWER_MISSING' });
	t.like(await play({ steps: [{ crash: 'SIGKILL' }] }), {
		status: 'process-failure',
		code: 'RUNNER_STOPPED',
	});
});

test('a session goes on with its total, and cannot be started twice', async (t) => {
	await using room = await createRunnerRoom();
	const rules = [{ agent: 'Worker', answer, costUsd: 0.01 }];
	const sessionId = '11111111-2222-4333-8444-555555555555';
	const first = await runScenario(room, rules, { sessionId });

	const taken = await runScenario(room, rules, { sessionId });
	const resumed = await runScenario(room, rules, { resumeSessionId: sessionId }, { previousCostUsd: 0.01 });
	const unknown = await runScenario(room, rules, { resumeSessionId: '00000000-0000-4000-8000-00000000dead' });

	t.like(first.verdict, { status: 'succeeded', sessionId, sessionCostUsd: 0.01 });
	t.like(taken.verdict, { code: 'SESSION_IN_USE', costUsd: 0 });
	t.like(resumed.verdict, { status: 'succeeded', sessionId, sessionCostUsd: 0.02, costUsd: 0.01 });
	t.like(unknown.verdict, { code: 'SESSION_UNKNOWN', costUsd: 0 });
});

test('an interrupt reports; SIGINT reports and exits with 0; SIGTERM does not report', async (t) => {
	await using room = await createRunnerRoom();
	const rules = [{ agent: 'Worker', steps: [{ say: 'hello' }, { hang: true }], costUsd: 0.02 }];
	const stopWith = (stop: (controls: { interrupt(): void; kill(signal: NodeJS.Signals): void }) => void) =>
		runScenario(room, rules, {}, { onEvent: (event, controls) => event.type === 'text' && stop(controls) });

	const interrupted = await stopWith((controls) => controls.interrupt());
	const signalled = await stopWith((controls) => controls.kill('SIGINT'));
	const terminated = await stopWith((controls) => controls.kill('SIGTERM'));

	t.like(interrupted, { exitCode: 1, verdict: { code: 'RUN_INTERRUPTED', costUsd: 0.01 } });
	t.like(signalled, { exitCode: 0, verdict: { code: 'RUN_INTERRUPTED' } });
	t.like(terminated, { exitCode: 143, verdict: { code: 'RUNNER_STOPPED' } });
});

test('SIGTERM takes a running command along', async (t) => {
	await using room = await createRunnerRoom();
	const steps = [{ run: 'echo $$ > pid; exec sleep 1000' }];

	const { verdict } = await runScenario(
		room,
		[{ agent: 'Worker', steps }],
		{},
		{
			onEvent: (event, controls) => {
				if (event.type === 'tool') void waitForPid(room).then(() => controls.kill('SIGTERM'));
			},
		},
	);

	t.is(verdict.code, 'RUNNER_STOPPED');
	const pid = Number(await waitForPid(room));
	t.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('waits are divided by the speed', async (t) => {
	await using room = await createRunnerRoom();

	const { verdict } = await runScenario(
		room,
		[{ agent: 'Worker', steps: [{ wait: 3_600_000 }], answer }],
		{},
		{},
		1e6,
	);

	t.is(verdict.status, 'succeeded');
});

test('refuses what the real CLI refuses, in its words', async (t) => {
	const run = (args: string[]) => execa('node', [standIn, ...args], { reject: false, input: '' });

	t.like(await run(['-p', '--nope']), { exitCode: 1, stdout: '', stderr: "error: unknown option '--nope'" });
	const quiet = await run(['-p', '--input-format', 'stream-json', '--output-format', 'stream-json']);
	t.regex(quiet.stderr, /requires --verbose/);
	t.regex((await run(['--version'])).stdout, /simulated/);
	const room = await createRunnerRoom();
	await using _ = room;
	const { verdict } = await runScenario(room, [{ agent: 'Nobody' }]);
	t.like(verdict, { code: 'RUNNER_DIED' });
});

async function runScenario(
	room: Room,
	rules: object[],
	changes: Partial<RunnerTask> = {},
	options: Options = {},
	speed = 1,
): Promise<RunnerRun> {
	const scenario = path.join(room.cwd, '..', 'scenario.json');
	await writeFile(scenario, JSON.stringify({ rules }));
	const launch: RunnerLaunch = {
		argv: [process.execPath, standIn, '--scenario', scenario, '--speed', String(speed)],
		passEnv: {},
		home: room.home,
		path: process.env['PATH'] ?? '',
	};
	return runRunner(createTask({ cwd: room.cwd, configDir: room.configDir, ...changes }), launch, options);
}

async function waitForPid(room: Room): Promise<string> {
	for (;;) {
		const text = await readFile(path.join(room.cwd, 'pid'), 'utf8').catch(() => '');
		if (text.endsWith('\n')) return text.trim();
		await new Promise((resolve) => {
			setImmediate(resolve);
		});
	}
}
