import test from 'ava';
import { fixtureLines, parseLines, type Ended } from '../../helpers/fixture-lines.ts';

type Row = readonly [fixture: string, ended: Ended, expected: object];

/** What the real CLI wrote and exited with (recorded), and what we make of it. */
const recorded: readonly Row[] = [
	[
		'json-schema-ok',
		{},
		{ status: 'succeeded', code: 'SUCCEEDED', answer: { name: 'bob', n: 3 }, costUsd: 0.0008, turns: 2 },
	],
	['answer-partial', {}, { status: 'succeeded', answer: { name: 'Ada' } }],
	['json-schema-never', {}, { status: 'failed', code: 'ANSWER_MISSING', answer: null, costUsd: 0.0016 }],
	['json-schema-always-invalid', { exitCode: 1 }, { status: 'failed', code: 'ANSWER_NOT_MATCHING' }],
	['success-stream-json', {}, { status: 'failed', code: 'ANSWER_MISSING' }],
	['perm-bash-default', {}, { status: 'failed', code: 'PERMISSION_DENIED', denials: ['Bash'] }],
	['perm-bash-auto', { exitCode: 1 }, { status: 'failed', code: 'RUNNER_FAILED' }],
	['max-turns', { exitCode: 1 }, { status: 'failed', code: 'TURNS_EXHAUSTED', turns: 3 }],
	['max-turns-stream', { exitCode: 1 }, { status: 'failed', code: 'TURNS_EXHAUSTED' }],
	['max-budget', { exitCode: 1 }, { status: 'over-budget', code: 'BUDGET_REACHED', costUsd: 0.016 }],
	[
		'budget-on-resume',
		{ exitCode: 1, previousCostUsd: 0.016 },
		{ status: 'over-budget', costUsd: 0.016, sessionCostUsd: 0.032 },
	],
	['api-400-credit', { exitCode: 1 }, { status: 'failed', code: 'CREDIT_LOW', costUsd: 0 }],
	['api-400-prompt-too-long', { exitCode: 1 }, { status: 'failed', code: 'PROMPT_TOO_LONG' }],
	['api-401', { exitCode: 1 }, { status: 'failed', code: 'AUTH_FAILED' }],
	['no-credentials', { exitCode: 1 }, { status: 'failed', code: 'AUTH_FAILED' }],
	['model-unknown', { exitCode: 1 }, { status: 'failed', code: 'MODEL_UNKNOWN' }],
	['api-429', { exitCode: 1 }, { status: 'overloaded', code: 'RATE_LIMITED' }],
	['usage-limit', { exitCode: 1 }, { status: 'usage-limited', code: 'USAGE_LIMIT' }],
	['api-500', { exitCode: 1 }, { status: 'overloaded', code: 'API_UNAVAILABLE' }],
	['api-529', { exitCode: 1 }, { status: 'overloaded', code: 'MODEL_OVERLOADED' }],
	['api-529-then-ok', { exitCode: 1 }, { status: 'overloaded', code: 'MODEL_OVERLOADED' }],
	['api-conn-refused', { exitCode: 1 }, { status: 'overloaded', code: 'API_UNREACHABLE' }],
	['api-refusal', { exitCode: 1 }, { status: 'failed', code: 'MODEL_REFUSED' }],
	['control-interrupt', { exitCode: 1 }, { status: 'failed', code: 'RUN_INTERRUPTED', costUsd: 0.00146 }],
	['sigint-during-bash', {}, { status: 'failed', code: 'RUN_INTERRUPTED', costUsd: 0.0008 }],
	[
		'sigterm-during-bash',
		{ exitCode: 143 },
		{ status: 'process-failure', code: 'RUNNER_STOPPED', costUsd: null },
	],
	['sigterm-during-stream', { exitCode: 143 }, { status: 'process-failure', code: 'RUNNER_STOPPED' }],
	[
		'startup-failure-results-resume',
		{ exitCode: 1 },
		{ status: 'failed', code: 'SESSION_UNKNOWN', costUsd: 0 },
	],
	['cost-1', {}, { costUsd: 0.008, sessionCostUsd: 0.008 }],
	['cost-2-resume', { previousCostUsd: 0.008 }, { costUsd: 0.008, sessionCostUsd: 0.016 }],
];

for (const [fixture, ended, expected] of recorded) {
	test(`${fixture} is understood`, (t) => {
		t.like(parseLines(fixtureLines(fixture), ended).verdict, expected);
	});
}

const silent: readonly (readonly [what: string, ended: Ended, expected: object])[] = [
	[
		'an unknown session',
		{ exitCode: 1, stderr: 'No conversation found with session ID: 0\n' },
		{ status: 'failed', code: 'SESSION_UNKNOWN', costUsd: 0 },
	],
	[
		'a session id in use',
		{ exitCode: 1, stderr: 'Error: Session ID 1111 is already in use.\n' },
		{ status: 'failed', code: 'SESSION_IN_USE' },
	],
	[
		'an unknown flag',
		{ exitCode: 1, stderr: "error: unknown option '--nope'\n(Did you mean --name?)\n" },
		{ status: 'failed', code: 'RUNNER_INCOMPATIBLE' },
	],
	['a kill', { exitCode: null, signal: 'SIGKILL' }, { status: 'process-failure', code: 'RUNNER_STOPPED' }],
	['a silent death', { exitCode: 1, stderr: 'boom' }, { status: 'process-failure', code: 'RUNNER_DIED' }],
	['a silent success', { exitCode: 0 }, { status: 'process-failure', code: 'RUNNER_DIED' }],
];

for (const [what, ended, expected] of silent) {
	test(`${what} without any output is understood`, (t) => {
		t.like(parseLines([], ended).verdict, expected);
	});
}

test('an answer counts when the process lingered and was killed, not when it exited with an error', (t) => {
	const lines = fixtureLines('json-schema-ok');

	t.is(parseLines(lines, { exitCode: null, signal: 'SIGKILL' }).verdict.status, 'succeeded');
	t.is(parseLines(lines, { exitCode: 143 }).verdict.status, 'succeeded');
	t.like(parseLines(lines, { exitCode: 1, stderr: 'why' }).verdict, { code: 'RUNNER_FAILED', answer: null });
});

test('the last result counts, and a session that was counted anew is not billed below zero', (t) => {
	t.is(parseLines(fixtureLines('bg-default')).verdict.costUsd, 0.0024);
	t.is(parseLines(fixtureLines('cost-1'), { previousCostUsd: 5 }).verdict.costUsd, 0.008);
});

test('of a total that may hold a run counted before, no more counts than was seen of this one', (t) => {
	const lines = fixtureLines('answer-partial');
	const { costUsd, sessionCostUsd } = parseLines(lines).verdict;
	const seen = costUsd ?? 0;
	t.true(seen > 0);
	t.is(sessionCostUsd, costUsd);
	const bothRuns = lines.map((line) => {
		const value = JSON.parse(line) as { type: string };
		return value.type === 'result' ? JSON.stringify({ ...value, total_cost_usd: seen + 0.08 }) : line;
	});

	const count = (ended: Ended): number | null => parseLines(bothRuns, ended).verdict.costUsd;
	t.is(count({ previousCostUsd: 0, previousCostCertain: false }), costUsd, 'it held the other');
	t.is(count({ previousCostUsd: 0.08, previousCostCertain: false }), costUsd, 'it did not');
	t.is(count({ previousCostUsd: 0, previousCostCertain: true }), seen + 0.08);
	const unseen = bothRuns.filter((line) => !line.includes('stream_event'));
	t.is(parseLines(unseen, { previousCostCertain: false }).verdict.costUsd, 0, 'no turn began');
});

test('an answer written as text counts like one in the form', (t) => {
	const end = { type: 'result', subtype: 'success', is_error: false };
	const written = JSON.stringify({ ...end, result: '```json\n{"verdict":"clear"}\n```' });
	t.like(parseLines([written]).verdict, { status: 'succeeded', answer: { verdict: 'clear' } });

	const prose = JSON.stringify({ ...end, result: 'It is clear.' });
	t.like(parseLines([prose]).verdict, { status: 'failed', code: 'ANSWER_MISSING', answer: null });
});

test('a usage limit says until when', (t) => {
	const { verdict } = parseLines(fixtureLines('usage-limit'), { exitCode: 1 });
	const line = fixtureLines('usage-limit').find((text) => text.includes('resetsAt')) ?? '';
	const { rate_limit_info: info } = JSON.parse(line) as { rate_limit_info: { resetsAt: number } };

	t.is(verdict.untilMs, info.resetsAt * 1000);
	const old = JSON.stringify({
		type: 'result',
		subtype: 'success',
		is_error: true,
		result: 'Claude AI usage limit reached|1900000000',
	});
	t.like(parseLines([old], { exitCode: 1 }).verdict, { status: 'usage-limited', untilMs: 1_900_000_000_000 });
});

test('every failure tells a person something, and no verdict but a success has an answer', (t) => {
	for (const [fixture, ended] of recorded) {
		const { verdict } = parseLines(fixtureLines(fixture), ended);
		t.true(verdict.message.length > 10, fixture);
		t.regex(verdict.code, /^[A-Z_]+$/);
		t.is(verdict.status === 'succeeded', verdict.answer !== null, fixture);
	}
});
