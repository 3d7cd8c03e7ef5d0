import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startRedis } from '../helpers/redis.ts';
import { simulatedClaude } from '../helpers/simulated.ts';
import { startWorker } from '../helpers/worker.ts';

const config = (remote: string | null, more: object = {}): Record<string, string> => ({
	'aegis_config.json': JSON.stringify({
		test_command: 'sh check.sh',
		remote: remote === null ? null : 'origin',
		...more,
	}),
});

const coderRule = {
	agent: 'Worker',
	steps: [{ write: { path: 'hello.txt', content: 'hello\n' } }],
	answer: { summary: 'Says hello.', commitMessage: 'Say hello', testsAdded: false, notes: '' },
	costUsd: 0.02,
};

test.serial('a coder, a reviewer and a merger carry a card to the remote’s main', async (t) => {
	const { path, remote, root } = makeRepository(t, { remote: true });
	writeFiles(path, config(remote));
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const claude = simulatedClaude(root, [coderRule]);
	const { home, alive } = await startWorker(t, { root, redisUrl, claude });

	const coder = makeSpec(path, 'Worker');
	await master.start(coder);
	const coded = await master.resultOf(coder.runId);
	t.like(coded.outcome, {
		kind: 'succeeded',
		branch: { commits: 1, pushed: true },
		intent: { section: 'Review' },
	});
	t.is(coded.costUsd, 0.02);
	t.regex(
		git(remote ?? '', 'log', '-1', '--format=%an%n%B', 'feat/task-1001'),
		/^Aegis Worker\nSay hello \(simulated\)\n\nAegis-Card: 1001\nAegis-Run: /,
	);

	const reviewer = makeSpec(path, 'Reviewer');
	await master.start(reviewer);
	t.like((await master.resultOf(reviewer.runId)).outcome, {
		kind: 'succeeded',
		intent: { section: 'Merging' },
	});

	const merger = makeSpec(path, 'Merger');
	await master.start(merger);
	const merged = await master.resultOf(merger.runId);
	t.like(merged.outcome, {
		kind: 'succeeded',
		merge: { base: 'main', pushed: true },
		intent: { kind: 'done' },
	});
	t.is(git(remote ?? '', 'show', 'main:hello.txt'), 'hello');
	t.is(git(path, 'rev-parse', 'main'), git(remote ?? '', 'rev-parse', 'main'));
	t.false(existsSync(join(path, '.aegis/worktrees/task-1001')));
	t.is(git(path, 'branch', '--list', 'feat/*'), '');
	t.is(git(remote ?? '', 'branch', '--list', 'feat/*'), '');

	const transcript = readFileSync(join(home.runs, coder.runId, 'transcript.jsonl'), 'utf8');
	t.true(
		transcript
			.split('\n')
			.filter(Boolean)
			.every((line) => typeof JSON.parse(line).at === 'number'),
	);
	t.true(existsSync(join(home.runs, coder.runId, 'result.json')));
	t.deepEqual(alive(), []);
});

test.serial('red checks send a branch back without asking a model', async (t) => {
	const { path, root } = makeRepository(t);
	git(path, 'checkout', '-q', '-b', 'feat/task-1001');
	commitFiles(path, { 'bad.txt': 'bad\n' });
	git(path, 'checkout', '-q', 'main');
	writeFiles(path, config(null, { test_command: 'test ! -f bad.txt || { echo so red; exit 3; }' }));
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	await startWorker(t, { root, redisUrl, claude: JSON.stringify(['/nowhere/claude']) });

	const spec = makeSpec(path, 'Reviewer');
	await master.start(spec);

	const { outcome, costUsd } = await master.resultOf(spec.runId);
	t.like(outcome, { kind: 'succeeded', intent: { kind: 'send-back', agent: 'Worker' } });
	t.regex(JSON.stringify(outcome), /so red/);
	t.is(costUsd, 0);
});

test.serial(
	'a coder that changes nothing fails, and one that breaks the checks fails with the evidence',
	async (t) => {
		const { path, root } = makeRepository(t);
		writeFiles(path, config(null));
		const redisUrl = await startRedis(t);
		const master = new ScriptedMaster(t, redisUrl);
		const breaking = {
			...coderRule,
			card: '2002',
			steps: [{ write: { path: 'b.txt', content: 'BROKEN\n' } }],
		};
		const idle = { ...coderRule, steps: [] };
		await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, [breaking, idle]), slots: 2 });

		const [none, red] = [makeSpec(path, 'Worker'), makeSpec(path, 'Worker', { cardGid: '2002' })];
		await Promise.all([master.start(none), master.start(red)]);

		t.like((await master.resultOf(none.runId)).outcome, { kind: 'failed', code: 'NO_CHANGE' });
		t.like((await master.resultOf(red.runId)).outcome, { kind: 'failed', code: 'CHECKS_RED' });
	},
);

test.serial('hydration runs once per worktree, and its failure is the run’s', async (t) => {
	const { path, root } = makeRepository(t);
	writeFiles(path, config(null, { hydration_command: `echo x >> ${root}/hydrated; test ! -f ${root}/bad` }));
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, [coderRule]) });
	const run = async (cardGid: string) => {
		const spec = makeSpec(path, 'Worker', { cardGid });
		await master.start(spec);
		return (await master.resultOf(spec.runId)).outcome;
	};

	t.is((await run('1')).kind, 'succeeded');
	t.is((await run('1')).kind, 'succeeded');
	t.is(readFileSync(join(root, 'hydrated'), 'utf8'), 'x\n');
	writeFiles(root, { bad: '' });
	t.like(await run('2'), { kind: 'failed', code: 'HYDRATION_FAILED' });
});

test.serial('a documentation card lands its entry on main and leaves the person’s draft alone', async (t) => {
	const { path, root } = makeRepository(t);
	writeFiles(path, { ...config(null), 'draft.txt': 'mine\n' });
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const answer = {
		summary: 'Noted.',
		memoryEntry: 'The parser is hand written.',
		preferenceEntry: 'Use tabs.',
	};
	await startWorker(t, {
		root,
		redisUrl,
		claude: simulatedClaude(root, [{ agent: 'Documentation', answer }]),
	});

	const spec = makeSpec(path, 'Documentation');
	await master.start(spec);

	t.like((await master.resultOf(spec.runId)).outcome, { kind: 'succeeded', intent: { kind: 'done' } });
	t.regex(git(path, 'show', 'main:swarm_memory.md'), /- The parser is hand written\./);
	t.regex(readFileSync(join(path, 'user_preferences.md'), 'utf8'), /- Use tabs\./);
	t.is(readFileSync(join(path, 'draft.txt'), 'utf8'), 'mine\n');
});

test.serial('a repository that is not there is a failed run with a fix', async (t) => {
	const { root } = makeRepository(t);
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, []) });

	const spec = makeSpec(join(root, 'nowhere'), 'Triage');
	await master.start(spec);

	t.like((await master.resultOf(spec.runId)).outcome, { kind: 'failed', code: 'REPOSITORY_MISSING' });
});
