import test from 'ava';
import { readEffects, type EffectRecord } from '@aegis/shared/effects';
import { until } from '@aegis/shared/testing';
import { mergeBranch } from '../../src/merge/merge-branch.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { startRedis } from '../helpers/redis.ts';
import { commitFiles, git, makeRepository, writeFiles } from '../helpers/repository.ts';
import { makeSpec, openTestRun } from '../helpers/run.ts';
import { ScriptedMaster } from '../helpers/scripted-master.ts';
import { simulatedClaude } from '../helpers/simulated.ts';
import { startWorker } from '../helpers/worker.ts';

test('a merge tells the tested tree, that it is about to land, and that it has', async (t) => {
	const repository = makeRepository(t);
	const run = await openTestRun(t, repository, { agent: 'Merger' });
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	const head = commitFiles(worktree.path, { 'hello.txt': 'hello\n' }, 'Hello');

	await mergeBranch(run, { message: 'Say hello\n', head });

	const { records } = readEffects(run.machine.home.effects);
	t.deepEqual(
		records.map(({ kind }) => kind),
		['tested', 'landing', 'merge'],
	);
	const tree = git(repository.path, 'rev-parse', 'main^{tree}');
	const mainAfter = git(repository.path, 'rev-parse', 'main');
	t.like(records, [
		{ tree, checked: true },
		{ head, tree, mainAfter },
		{ head, tree, mainAfter, run: run.spec.runId, epoch: run.spec.epoch, card: run.spec.cardGid },
	]);
});

test('red checks tell of no tested tree and no landing', async (t) => {
	const repository = makeRepository(t);
	const run = await openTestRun(t, repository, { agent: 'Merger', config: { test_command: 'false' } });
	const base = (): Promise<string> => Promise.resolve('refs/heads/main');
	const worktree = await ensureWorktree(run.repository, run.place, base, run.ends);
	const head = commitFiles(worktree.path, { 'hello.txt': 'hello\n' }, 'Hello');

	await mergeBranch(run, { message: 'Say hello\n', head });

	t.false(readEffects(run.machine.home.effects).records.some(({ kind }) => kind === 'landing'));
});

test('a coder’s run is told from its agent’s start to its result', async (t) => {
	const { path, root } = makeRepository(t, { remote: true });
	writeFiles(path, { 'aegis_config.json': JSON.stringify({ remote: 'origin' }) });
	const redisUrl = await startRedis(t);
	const master = new ScriptedMaster(t, redisUrl);
	const answer = { summary: 'Says hello.', commitMessage: 'Say hello', testsAdded: false, notes: '' };
	const steps = [{ write: { path: 'hello.txt', content: 'hello\n' } }];
	const rules = [{ agent: 'Worker', steps, answer, costUsd: 0.02 }];
	const worker = await startWorker(t, { root, redisUrl, claude: simulatedClaude(root, rules) });
	const spec = makeSpec(path, 'Worker');
	await master.start(spec);
	const { costUsd } = await master.resultOf(spec.runId);

	const told = (): EffectRecord[] => [...readEffects(worker.home.effects).records];
	await until('the result is told', () => told().some(({ kind }) => kind === 'reported'));
	const order = ['started', 'spawn', 'dead', 'commit', 'push', 'reported'] as const;
	const kinds = told().map(({ kind }) => kind);
	for (const kind of order) t.true(kinds.includes(kind), kind);
	t.deepEqual(
		order.toSorted((a, b) => kinds.indexOf(a) - kinds.indexOf(b)),
		[...order],
	);
	t.like(told().at(-1), { kind: 'reported', run: spec.runId, usd: costUsd });
	t.like(
		told().find(({ kind }) => kind === 'spawn'),
		{ run: spec.runId, epoch: spec.epoch, worker: 'worker-1', service: 'worker-1' },
	);
});
