import test from 'ava';
import type { RunnerVerdict } from '@aegis/agents/runner';
import { RunStopped } from '../../src/lease/held-run.ts';
import { concludeRun } from '../../src/run/conclude.ts';
import { readyWorktree } from '../../src/run/git-workplace.ts';
import { readMemory } from '../../src/run/memory.ts';
import { ensureWorktree } from '../../src/workspace/worktree.ts';
import { makeRepository } from '../helpers/repository.ts';
import { openTestRun } from '../helpers/run.ts';

const died: RunnerVerdict = {
	status: 'process-failure',
	code: 'RUNNER_STOPPED',
	message: 'The agent was killed by SIGKILL.',
	answer: null,
	sessionId: null,
	costUsd: 0.5,
	sessionCostUsd: null,
	turns: 1,
	untilMs: null,
	denials: [],
};

test('an agent that died is a failure of its run, unless the lease was over: then it was killed for that', async (t) => {
	const run = await openTestRun(t, makeRepository(t));
	const base = 'refs/heads/main';
	const worktree = await ensureWorktree(run.repository, run.place, async () => base, run.ends);
	const memory = await readMemory(run.repository, base);
	const prepared = { worktree, base, memory, branch: null, checks: null, diff: null, conflicts: [] };
	const conclude = () => concludeRun(run, readyWorktree(run, prepared), { verdict: died, stop: null });

	t.like(await conclude(), { kind: 'failed', code: 'RUNNER_STOPPED' });

	run.held.stop({ kind: 'lost', why: 'the lease could not be renewed in time' });
	await t.throwsAsync(conclude, { instanceOf: RunStopped });
});
