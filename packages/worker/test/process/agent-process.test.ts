import test from 'ava';
import type { Runner, RunnerParser } from '@aegis/agents/runner';
import { findScope } from '@aegis/shared/process';
import { outcomeOfStop } from '../../src/core/stop-reason.ts';
import { runAgentProcess } from '../../src/process/agent-process.ts';

const never = new AbortController().signal;

test('a mistake in reading what an agent says ends the agent, and is not passed over', async (t) => {
	const scope = `test-${process.pid}/unread`;
	const parser = {
		push: () => {
			throw new Error('cannot be read');
		},
	} as unknown as RunnerParser;
	const runner = { interrupt: null, isFinal: () => false } as unknown as Runner;
	await t.throwsAsync(
		runAgentProcess({
			runner,
			parser,
			command: {
				argv: ['/bin/sh', '-c', 'echo hello; sleep 300'],
				env: { PATH: process.env['PATH'] ?? '' },
				stdin: '',
			},
			cwd: '/',
			scope,
			enclosure: null,
			signal: never,
			parking: never,
			limits: { silenceMs: 60_000, timeoutMs: 60_000, budgetUsd: 1 },
			onStart: () => {},
			onEvent: () => {},
			onFinal: () => {},
			onExit: () => {},
		}),
		{ message: 'cannot be read' },
	);
	t.deepEqual(findScope(scope), []);
});

test('a model whose price nobody knows ends a run that has a cap, and no other', async (t) => {
	const parser = {
		push: () => [{ type: 'unpriced', model: 'some-model' }],
		finish: () => ({ status: 'process-failure' }),
	} as unknown as RunnerParser;
	const runner = { interrupt: null, isFinal: () => false } as unknown as Runner;
	const run = (budgetUsd: number, argv: string[]) =>
		runAgentProcess({
			runner,
			parser,
			command: { argv, env: { PATH: process.env['PATH'] ?? '' }, stdin: '' },
			cwd: '/',
			scope: `test-${process.pid}/unpriced`,
			enclosure: null,
			signal: never,
			parking: never,
			limits: { silenceMs: 300_000, timeoutMs: 300_000, budgetUsd },
			onStart: () => {},
			onEvent: () => {},
			onFinal: () => {},
			onExit: () => {},
		});
	const capped = await run(1, ['/bin/sh', '-c', 'echo hello; sleep 300']);
	t.deepEqual(capped.stop, { kind: 'unpriced', model: 'some-model' });
	t.like(outcomeOfStop({ kind: 'unpriced', model: 'some-model' }), { kind: 'failed', code: 'PRICE_UNKNOWN' });
	t.is((await run(Number.POSITIVE_INFINITY, ['/bin/echo', 'hello'])).stop, null);
});
