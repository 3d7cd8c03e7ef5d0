import test from 'ava';
import { parseLines } from '../../helpers/fixture-lines.ts';

const failure = { type: 'result', subtype: 'success', is_error: true, terminal_reason: 'api_error' };

function verdictOf(line: object): object {
	return parseLines([JSON.stringify({ ...failure, ...line })], { exitCode: 1 }).verdict;
}

for (const text of [
	'Weekly limit reached ∙ resets Monday',
	'You’ve hit your session limit · resets 3pm',
	"You've reached your weekly limit",
	'5-hour limit reached ∙ resets 3am',
	'Opus limit reached',
	'You are out of extra usage · resets tomorrow',
	'Claude AI usage limit reached',
]) {
	test(`“${text}” is a usage limit`, (t) => {
		t.like(verdictOf({ result: text }), { status: 'usage-limited', code: 'USAGE_LIMIT' });
	});
}

for (const [text, code] of [
	['Request timed out', 'API_TIMED_OUT'],
	['API Error: Server error mid-response. Try again.', 'API_CUT_OFF'],
	['API Error: Connection error (ENOTFOUND)', 'API_UNREACHABLE'],
] as const) {
	test(`“${text}” is the provider’s`, (t) => {
		t.like(verdictOf({ result: text }), { status: 'overloaded', code });
	});
}

test('a warning that a limit is near is none', (t) => {
	t.like(
		verdictOf({ result: 'You have used 97 % of your weekly limit. Overloaded.', api_error_status: 529 }),
		{
			status: 'overloaded',
		},
	);
});

test('no credit is no credential, whatever the status', (t) => {
	t.like(verdictOf({ result: 'Payment required', api_error_status: 402 }), { code: 'CREDIT_LOW' });
	t.like(verdictOf({ result: 'Your credit balance is too low', api_error_status: 403 }), {
		code: 'CREDIT_LOW',
	});
	t.like(verdictOf({ result: 'Forbidden', api_error_status: 403 }), { code: 'AUTH_FAILED' });
});

test('a prompt that the CLI or the API will not take is too long', (t) => {
	t.like(verdictOf({ result: 'x', terminal_reason: 'blocking_limit' }), { code: 'PROMPT_TOO_LONG' });
	t.like(verdictOf({ result: 'Request too large', api_error_status: 413 }), { code: 'PROMPT_TOO_LONG' });
});

test('an answer that was begun and never ended is the provider’s, not the agent’s', (t) => {
	const begun = {
		type: 'message_start',
		message: { model: 'm', usage: { input_tokens: 1, output_tokens: 1 } },
	};
	const stream = (event: object): string => JSON.stringify({ type: 'stream_event', event });
	const end = JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: '' });

	t.like(parseLines([stream(begun), end]).verdict, { status: 'overloaded', code: 'API_CUT_OFF' });
	t.like(parseLines([stream(begun), stream({ type: 'message_stop' }), end]).verdict, {
		status: 'failed',
		code: 'ANSWER_MISSING',
	});
});

test('a command that is not there is said, with the way to get it', (t) => {
	for (const stderr of [
		'setpriv: failed to execute claude: No such file or directory',
		'sh: 1: claude: not found',
	])
		t.like(parseLines([], { exitCode: 127, stderr }).verdict, { status: 'failed', code: 'RUNNER_MISSING' });
	t.like(parseLines([], { exitCode: 1, stderr: 'bwrap: execvp claude: No such file or directory' }).verdict, {
		code: 'RUNNER_MISSING',
	});
});

test('a usage limit is over when its text says', (t) => {
	const verdict = verdictOf({ result: 'You’ve hit your session limit · resets 3pm (UTC)' }) as {
		untilMs: number;
	};
	t.is(new Date(verdict.untilMs).getUTCHours(), 15);
	t.true(verdict.untilMs > Date.now());
});
