import test from 'ava';
import type { RunnerVerdict } from '@aegis/agents/runner';
import { describeEvent } from '../../src/core/activity.ts';
import { commandEnvironment, gitEnvironment } from '../../src/core/environment.ts';
import { alreadyMergedIntent, holdMergeIntent, redChecksIntent } from '../../src/core/intents.ts';
import { appendEntry } from '../../src/core/memory.ts';
import { outcomeOfStop } from '../../src/core/stop-reason.ts';
import { addTrailers } from '../../src/core/trailers.ts';
import { outcomeOfVerdict } from '../../src/core/verdict-outcome.ts';
import { judgeWorktree } from '../../src/core/worktree-state.ts';

const verdict: RunnerVerdict = {
	status: 'succeeded',
	code: 'OK',
	message: 'Fine.',
	answer: {},
	sessionId: null,
	costUsd: 0.5,
	sessionCostUsd: 0.5,
	turns: 1,
	untilMs: 5,
	denials: [],
};

test('each verdict but success is an outcome of its own', (t) => {
	t.is(outcomeOfVerdict(verdict), null);
	t.deepEqual(outcomeOfVerdict({ ...verdict, status: 'failed', code: 'X' }), {
		kind: 'failed',
		code: 'X',
		message: 'Fine.',
	});
	t.like(outcomeOfVerdict({ ...verdict, status: 'process-failure', code: 'Y' }), {
		kind: 'failed',
		code: 'Y',
	});
	t.deepEqual(outcomeOfVerdict({ ...verdict, status: 'usage-limited' }), { kind: 'usage-limited', until: 5 });
	t.like(outcomeOfVerdict({ ...verdict, status: 'overloaded' }), { kind: 'overloaded' });
	t.deepEqual(outcomeOfVerdict({ ...verdict, status: 'over-budget' }), {
		kind: 'over-budget',
		spentUsd: 0.5,
	});
});

test('each reason to stop is an outcome of its own', (t) => {
	t.deepEqual(outcomeOfStop({ kind: 'silent', silentMs: 1 }), { kind: 'stalled', silentMs: 1 });
	t.deepEqual(outcomeOfStop({ kind: 'timeout', afterMs: 2 }), { kind: 'timed-out', afterMs: 2 });
	t.deepEqual(outcomeOfStop({ kind: 'budget', spentUsd: 3 }), { kind: 'over-budget', spentUsd: 3 });
	t.deepEqual(outcomeOfStop({ kind: 'cancelled', why: 'a' }), { kind: 'cancelled', why: 'a' });
	t.deepEqual(outcomeOfStop({ kind: 'lost', why: 'b' }), { kind: 'lost', why: 'b' });
	t.deepEqual(outcomeOfStop({ kind: 'disk', why: 'full' }), {
		kind: 'failed',
		code: 'DISK_LIMIT',
		message: 'Stopped: full.',
	});
});

const place = { path: '/r/w/task-1', adminDir: '/r/.git/worktrees/task-1', branch: 'feat/task-1' };
const sane = {
	present: true,
	folder: true,
	gitFile: 'gitdir: /r/.git/worktrees/task-1\n',
	head: 'ref: refs/heads/feat/task-1\n',
	registeredAt: '/r/w/task-1/.git\n',
	lock: null,
};

test('a worktree is sane only when both sides agree on it', (t) => {
	t.is(judgeWorktree(sane, place), 'sane');
	t.is(judgeWorktree({ ...sane, present: false }, place), 'missing');
	t.is(judgeWorktree({ ...sane, lock: 'initializing' }, place), 'unfinished');
	t.is(judgeWorktree({ ...sane, lock: 'initializing', present: false }, place), 'unfinished');
	t.is(judgeWorktree({ ...sane, lock: 'on a disk of mine' }, place), 'sane');
	for (const change of [
		{ folder: false },
		{ gitFile: null },
		{ gitFile: 'gitdir: /evil' },
		{ head: null },
		{ registeredAt: '/else/.git' },
	]) {
		t.is(judgeWorktree({ ...sane, ...change }, place), 'broken', JSON.stringify(change));
	}
	t.is(judgeWorktree({ ...sane, head: 'ref: refs/heads/other\n' }, place), 'foreign-head');
});

test('memory grows by one item and never twice by the same', (t) => {
	const once = appendEntry('', 'Swarm memory', 'Tabs.\nAlways.');
	t.is(once, '# Swarm memory\n\n- Tabs.\n  Always.\n');
	t.is(appendEntry(once, 'Swarm memory', 'Tabs.\nAlways.'), once);
	t.is(appendEntry(once, 'Swarm memory', 'Tab'), `${once}- Tab\n`);
	t.is(appendEntry('Notes\n- x', 'Swarm memory', 'y'), 'Notes\n- x\n- y\n');
});

test('git sees no secret, a command only what a build needs', (t) => {
	const env = {
		PATH: '/bin',
		HOME: '/h',
		REDIS_URL: 'r',
		ANTHROPIC_API_KEY: 'k',
		CARGO_HOME: '/c',
		CARGO_REGISTRY_TOKEN: 't',
	};
	t.deepEqual(gitEnvironment(env), { PATH: '/bin', HOME: '/h' });
	t.deepEqual(commandEnvironment(env, []), {
		PATH: '/bin',
		HOME: '/h',
		CARGO_HOME: '/c',
		CI: '1',
		TERM: 'dumb',
		NO_COLOR: '1',
	});
});

test('people see what an agent does in one line', (t) => {
	t.is(describeEvent({ type: 'text', text: ' two\nlines ' }), 'two lines');
	t.is(describeEvent({ type: 'tool', name: 'Edit', detail: 'a.ts' }), 'Edit a.ts');
	t.is(describeEvent({ type: 'tool-result', ok: true, text: 'x' }), null);
	t.is(describeEvent({ type: 'cost', costUsd: 1 }), null);
	t.is(describeEvent({ type: 'text', text: 'x'.repeat(999) })?.length, 300);
});

test('the worker’s own decisions say what happened', (t) => {
	const checks = { command: 'make test', exitCode: 2, durationMs: 1, tail: 'boom\n' };
	const branch = { branch: 'feat/task-1', headSha: 'a'.repeat(40), commits: 1, pushed: false };
	const red = redChecksIntent(checks, branch);
	t.like(red, { kind: 'send-back', section: 'Ready Queue', agent: 'Worker' });
	t.regex(red.findings ?? '', /`make test` failed with exit code 2[^]*boom/);
	t.like(holdMergeIntent('Look.', branch), { kind: 'hold', section: 'Merging', headline: 'Look.' });
	const merge = { base: 'main', mainBefore: 'b'.repeat(40), mainAfter: 'c'.repeat(40), pushed: true };
	t.like(alreadyMergedIntent(merge, 'Say hello'), { kind: 'done', section: 'Done', completed: true });
	t.is(addTrailers('Subject\n', { cardGid: '1', runId: 'r' }), 'Subject\n\nAegis-Card: 1\nAegis-Run: r\n');
});
