import test from 'ava';
import { readWrittenAnswer } from '../../../src/runner/claude/written-answer.ts';

test('one JSON object is an answer, fenced or bare', (t) => {
	t.deepEqual(readWrittenAnswer(' {"verdict":"clear"}\n'), { verdict: 'clear' });
	t.deepEqual(readWrittenAnswer('```json\n{"verdict": "clear"}\n```'), { verdict: 'clear' });
	t.deepEqual(readWrittenAnswer('```\n{\n"a": 1\n}\n```\n'), { a: 1 });
});

test('anything else is not', (t) => {
	for (const text of [
		'',
		'Done.',
		'Here it is: {"a":1}',
		'[1]',
		'null',
		'"x"',
		'{"a":1} {"b":2}',
		'```json\n```',
	]) {
		t.is(readWrittenAnswer(text), null, text);
	}
});
