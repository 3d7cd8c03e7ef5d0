import test from 'ava';
import * as fc from 'fast-check';
import { AnswerReader } from '../../src/core/answer.ts';
import { EventReader } from '../../src/core/sse.ts';

const event = (data: object): string => `event: x\ndata: ${JSON.stringify(data)}\n\n`;
const start = event({
	type: 'message_start',
	message: {
		model: 'claude-opus-5-5',
		usage: { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 7 },
	},
});
const delta = event({
	type: 'content_block_delta',
	index: 0,
	delta: { type: 'text_delta', text: 'x'.repeat(300) },
});
const end = event({
	type: 'message_delta',
	delta: { stop_reason: 'end_turn' },
	usage: { output_tokens: 80 },
});

function read(text: string, kind: 'stream' | 'whole' = 'stream') {
	const reader = new AnswerReader(kind);
	reader.push(text);
	return reader.seen();
}

test('a stream that came to its end says what it used', (t) => {
	const seen = read(start + delta + end + event({ type: 'message_stop' }));

	t.like(seen, { model: 'claude-opus-5-5', complete: true });
	t.like(seen.usage?.calls[0], { input: 100, output: 80, cacheRead: 7 });
});

test('a stream that was cut is counted by what was seen', (t) => {
	t.like(read(start), { complete: false });
	t.like(read(start).usage?.calls[0], { input: 100, output: 1 });
	t.like(read(start + delta).usage?.calls[0], { input: 100, output: 100 });
	t.deepEqual(read(start.slice(0, -20)), { model: null, usage: null, complete: false });
});

test('an answer in one piece, and one that is none', (t) => {
	const answer = { type: 'message', model: 'm', usage: { input_tokens: 3, output_tokens: 4 } };
	t.like(read(JSON.stringify(answer), 'whole'), { model: 'm', complete: true });
	t.like(read('<html>', 'whole'), { usage: null, complete: false });
	t.like(read(JSON.stringify({ type: 'error' }), 'whole'), { usage: null, complete: false });
});

test('nonsense in a stream is passed over', (t) => {
	const seen = read(`:comment\ndata: {\n\ndata: 7\n\n${start}data: [DONE]\n\n${end}`);
	t.true(seen.complete);
});

test('however a stream is cut into pieces and its lines ended, the events are the same', (t) => {
	const text = 'event: a\ndata: 1\ndata: 2\n\n:c\n\ndata:3\nid: 9\n\ndata\n\n';
	const cuts = fc.array(fc.nat(80), { maxLength: 8 });
	fc.assert(
		fc.property(cuts, fc.constantFrom('\n', '\r\n', '\r'), (at, lineEnd) => {
			const whole = text.replaceAll('\n', lineEnd);
			const reader = new EventReader();
			const events: string[] = [];
			let from = 0;
			for (const cut of [...at].sort((a, b) => a - b)) {
				events.push(...reader.push(whole.slice(from, cut)));
				from = Math.max(from, Math.min(cut, whole.length));
			}
			events.push(...reader.push(whole.slice(from)));
			return JSON.stringify(events) === JSON.stringify(['1\n2', '3', '']);
		}),
	);
	t.pass();
});
