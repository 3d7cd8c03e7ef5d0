import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { makeSpec } from '../helpers/run.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { startRedis } from '../helpers/redis.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { simulatedClaude } from '../helpers/simulated.ts';
import { startWorker } from '../helpers/worker.ts';

const steps = [
	{ write: { path: 'hello.txt', content: 'hello\n' } },
	{ run: 'touch ../../../outside; ls -A .. >seen.txt; cat /proc/1/environ >environ.txt 2>&1; true' },
];
const coder = {
	agent: 'Worker',
	steps,
	answer: { summary: 'Says hello.', commitMessage: 'Say hello', testsAdded: false, notes: '' },
};

test.serial(
	'a card goes from a coder to main in the sandbox, and the run says what it was kept in',
	async (t) => {
		const { path, remote, root } = makeRepository(t, { remote: true });
		const sandbox = await realSandbox(t, root);
		if (sandbox === null) return;
		writeFiles(path, {
			'aegis_config.json': JSON.stringify({
				test_command: 'sh check.sh && test -e .git/hydrated',
				hydration_command: 'touch .git/hydrated',
				remote: 'origin',
			}),
		});
		const config = readFileSync(join(path, '.git/config'), 'utf8');
		const redisUrl = await startRedis(t);
		const master = new ScriptedMaster(t, redisUrl);
		const { home } = await startWorker(t, {
			root,
			redisUrl,
			sandbox,
			claude: simulatedClaude(root, [coder]),
		});

		for (const agent of ['Worker', 'Reviewer', 'Merger'] as const) {
			const spec = makeSpec(path, agent);
			await master.start(spec);
			const { outcome, sandbox: told } = await master.resultOf(spec.runId);
			t.is(outcome.kind, 'succeeded', JSON.stringify(outcome));
			t.deepEqual(told, { mode: 'bwrap', why: null });
			t.true(existsSync(join(home.runs, spec.runId, 'namespaces.jsonl')), agent);
		}

		t.is(git(remote ?? '', 'show', 'main:hello.txt'), 'hello');
		t.is(git(path, 'rev-parse', 'main'), git(remote ?? '', 'rev-parse', 'main'));
		// It saw its own tree in an otherwise empty folder, and wrote nothing beside it.
		t.is(git(path, 'show', 'main:seen.txt'), 'task-1001');
		t.notRegex(git(path, 'show', 'main:environ.txt'), /AEGIS_HOME|REDIS_URL|SSH_AUTH_SOCK/);
		t.false(existsSync(join(path, 'outside')));
		t.false(existsSync(join(path, '.aegis/worktrees/task-1001')));
		t.false(existsSync(join(path, '.aegis/worktrees/merge-1001')));
		t.is(git(path, 'branch', '--list', 'feat/*'), '');
		t.is(readFileSync(join(path, '.git/config'), 'utf8'), config);
	},
);

test.serial('without a sandbox the card says so', async (t) => {
	const { path, root } = makeRepository(t);
	writeFiles(path, { 'aegis_config.json': JSON.stringify({ test_command: 'sh check.sh' }) });
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, [coder]) });
	const spec = makeSpec(path, 'Worker');

	await master.start(spec);

	const { outcome, sandbox } = await master.resultOf(spec.runId);
	t.deepEqual(sandbox, { mode: 'none', why: 'the test says so' });
	if (outcome.kind !== 'succeeded') return t.fail(outcome.kind);
	t.deepEqual(outcome.intent.facts.at(-1), ['Sandbox', 'none: the test says so']);
});
