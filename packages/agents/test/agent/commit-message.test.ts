import test from 'ava';
import * as fc from 'fast-check';
import { shapeCommitMessage } from '../../src/agent/commit-message.ts';

test('a short subject and its body stay as they are', (t) => {
	t.is(shapeCommitMessage(' Greet \r\n\r\nBecause.\r\n'), 'Greet\n\nBecause.');
});

test('a long subject is cut at a word and goes on in the body', (t) => {
	const message = shapeCommitMessage(`${'word '.repeat(20)}end\n\nBecause.`);

	t.is(message, `${'word '.repeat(14).trim()}…\n\n…${'word '.repeat(6)}end\n\nBecause.`);
});

test('the subject always fits, and no word is lost', (t) => {
	fc.assert(
		fc.property(fc.array(fc.stringMatching(/^[a-z]{1,90}$/), { minLength: 1, maxLength: 40 }), (words) => {
			const message = shapeCommitMessage(words.join(' '));
			t.true((message.split('\n')[0] ?? '').length <= 72);
			t.is(message.replaceAll(/[…\s]/g, ''), words.join(''));
		}),
	);
});
