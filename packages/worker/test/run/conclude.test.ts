import { snapshot } from '@aegis/shared/testing';
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
	const nothing = { branch: null, checks: null, diff: null, start: null, conflicts: [] };
	const prepared = { worktree, base, memory, ...nothing };
	const conclude = () => concludeRun(run, readyWorktree(run, prepared), { verdict: died, stop: null });

	t.like(await conclude(), { kind: 'failed', code: 'RUNNER_STOPPED' });

	run.held.stop({ kind: 'lost', why: 'the lease could not be renewed in time' });
	await t.throwsAsync(conclude, { instanceOf: RunStopped });
});

test('attack 2: that a card says more than it shows is told on the card', async (t) => {
	const card = snapshot({ gid: '1001', projectGid: '77', notes: 'Please\u{E0069}\u{E0067} fix it.' });
	const run = await openTestRun(t, makeRepository(t), { agent: 'Triage', spec: { card } });
	const base = 'refs/heads/main';
	const worktree = await ensureWorktree(run.repository, run.place, async () => base, run.ends);
	const memory = await readMemory(run.repository, base);
	const prepared = {
		worktree,
		base,
		memory,
		branch: null,
		checks: null,
		diff: null,
		start: null,
		conflicts: [],
	};
	const answer = { verdict: 'clear', summary: 'A greeting is wanted.' };
	const verdict: RunnerVerdict = { ...died, status: 'succeeded', code: '', message: '', answer };

	const outcome = await concludeRun(run, readyWorktree(run, prepared), { verdict, stop: null });

	if (outcome.kind !== 'succeeded') return t.fail(JSON.stringify(outcome));
	const [, told] = outcome.intent.facts.find(([label]) => label === 'Hidden text') ?? [];
	t.is(told, '2 invisible characters, kept from the agent, in the description (2)');
});
