import test from 'ava';
import * as fc from 'fast-check';
import { isFinalLine, maxLineLength } from '../../../src/runner/claude/parser.ts';
import { fixtureLines, parseLines } from '../../helpers/fixture-lines.ts';

test('shows what the agent says and does, in order', (t) => {
	const { events } = parseLines(fixtureLines('stream-json-partial'));

	t.deepEqual(
		events.filter((event) => event.type !== 'cost'),
		[
			{ type: 'session', sessionId: 'bd7fff05-80e5-4ee2-9b73-e5bd8b816edc' },
			{ type: 'text', text: 'Writing.' },
			{ type: 'tool', name: 'Write', detail: 'c.txt' },
			{
				type: 'tool-result',
				ok: true,
				text: 'File created successfully at: /repo/c.txt (file state is current in your context — no need to Read it back)',
			},
			{ type: 'text', text: 'Created c.txt.' },
		],
	);
});

test('the live cost grows with every message, and meets the total', (t) => {
	const { events, verdict } = parseLines(fixtureLines('stream-json-partial'));
	const costs = events.filter((event) => event.type === 'cost').map((event) => event.costUsd);

	t.deepEqual(
		costs,
		costs.toSorted((a, b) => a - b),
	);
	t.is(costs.at(-1)?.toFixed(9), verdict.costUsd?.toFixed(9));
});

test('without a result the live cost is the cost', (t) => {
	const lines = fixtureLines('stream-json-partial').filter((line) => !isFinalLine(line));

	t.like(parseLines(lines, { exitCode: null, signal: 'SIGKILL' }).verdict, {
		code: 'RUNNER_STOPPED',
		costUsd: 0.0016,
	});
});

test('retries are shown with their status', (t) => {
	const { events } = parseLines(fixtureLines('api-529-then-ok'));

	t.deepEqual(
		events.filter((event) => event.type === 'retry'),
		[
			{ type: 'retry', attempt: 1, delayMs: 603, status: 529 },
			{ type: 'retry', attempt: 2, delayMs: 1134, status: 529 },
		],
	);
});

test('a refused tool is shown as a failed result', (t) => {
	const { events } = parseLines(fixtureLines('answer-partial'));

	t.true(
		events.some(
			(event) => event.type === 'tool' && event.name === 'Bash' && event.detail === 'echo hi > a.txt',
		),
	);
	t.is(
		parseLines(fixtureLines('sigint-during-bash')).events.some(
			(event) => event.type === 'tool-result' && !event.ok,
		),
		true,
	);
});

test('finds the final line, and only it', (t) => {
	for (const name of ['stream-json-partial', 'api-529-then-ok', 'control-interrupt', 'sigterm-during-bash']) {
		const lines = fixtureLines(name);
		const expected = name === 'sigterm-during-bash' ? [] : [lines.length - 1];
		t.deepEqual(
			lines.flatMap((line, index) => (isFinalLine(line) ? [index] : [])),
			expected,
		);
	}
	t.false(isFinalLine('{"type":"assistant","note":"result"}'));
	t.false(isFinalLine('"result"'));
});

test('terminal sequences and control characters are taken out of what is shown', (t) => {
	const line = JSON.stringify({
		type: 'assistant',
		message: { content: [{ type: 'text', text: '\u001B[31mred\u001B[0m \u0000\u0007bell\ttab\nline' }] },
	});

	t.deepEqual(parseLines([line]).events, [{ type: 'text', text: 'red bell\ttab\nline' }]);
	t.is(parseLines([`\u0000${line}`]).events.length, 1, 'a stray NUL does not lose the line');
});

test('a line beyond the limit is dropped with a mark, and the run goes on', (t) => {
	const long = `{"type":"user","x":"${'y'.repeat(maxLineLength)}"}`;
	const { events, verdict } = parseLines([long, ...fixtureLines('json-schema-ok')]);

	t.like(events[0], { type: 'raw', why: 'too-long', bytes: long.length });
	t.is(verdict.status, 'succeeded');
});

test('whatever comes between the lines changes nothing', (t) => {
	const lines = fixtureLines('answer-partial');
	const expected = parseLines(lines);
	const noise = fc.oneof(
		fc.string(),
		fc.json(),
		fc
			.record({
				type: fc.constantFrom('system', 'assistant', 'user', 'stream_event', 'new_kind'),
				message: fc.anything(),
			})
			.map(
				(value) =>
					JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? 0 : inner)) ?? '',
			),
	);
	fc.assert(
		fc.property(fc.array(fc.tuple(fc.nat(lines.length), noise)), (inserts) => {
			const noisy = [...lines];
			for (const [at, line] of inserts) noisy.splice(at, 0, line);
			const actual = parseLines(noisy);
			t.deepEqual(actual.verdict, expected.verdict);
			t.deepEqual(
				actual.events.filter((event) => event.type === 'tool' || event.type === 'session'),
				expected.events.filter((event) => event.type === 'tool' || event.type === 'session'),
			);
		}),
		{ numRuns: 200 },
	);
});

test('never throws, whatever a line is cut or changed to', (t) => {
	const lines = fixtureLines('stream-json-partial');
	fc.assert(
		fc.property(fc.nat(lines.length - 1), fc.nat(), fc.string(), (index, at, text) => {
			const line = lines[index] ?? '';
			const place = at % (line.length + 1);
			const { verdict } = parseLines(
				[line.slice(0, place), line.slice(0, place) + text + line.slice(place)],
				{ exitCode: 1 },
			);
			t.not(verdict.status, 'succeeded');
		}),
		{ numRuns: 500 },
	);
});
