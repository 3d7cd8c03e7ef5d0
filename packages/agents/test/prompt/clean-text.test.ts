import test from 'ava';
import * as fc from 'fast-check';
import { countInvisible, shorten, stripInvisible, toOneLine } from '../../src/prompt/clean-text.ts';

test('takes out what a person cannot see', (t) => {
	const hidden = [
		'\u200B',
		'\u200D',
		'\u2060',
		'\uFEFF',
		'\u202E',
		'\u2066',
		'\u061C',
		'\u00AD',
		'\u0000',
		'\u001B',
		'\u0085',
		'\u{E0041}',
		'\u{E0100}',
	];

	t.is(stripInvisible(`a${hidden.join('b')}c`), `a${'b'.repeat(hidden.length - 1)}c`);
});

test('leaves what a person sees', (t) => {
	const text = 'Grüße 你好 שלום مرحبا 👍\n\tcode {} <b>';

	t.is(stripInvisible(text), text);
	t.is(stripInvisible('a\r\nb\rc\u2028d'), 'a\nb\nc\nd');
});

test('cleaning twice changes nothing more', (t) => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), (text) => {
			const once = stripInvisible(text);
			t.is(stripInvisible(once), once);
			t.false(toOneLine(text).includes('\n'));
		}),
	);
});

test('a text that is too long keeps its ends', (t) => {
	t.is(shorten('short', 10), 'short');
	t.is(shorten('aaaaaXXXXXbbbbb', 10), 'aaaaa\n[… 5 characters left out …]\nbbbbb');
});

test('what a person does not see is counted, and what they see as an emoji, a letter or a line end is not', (t) => {
	t.is(countInvisible('a\u200Bb\u202Ec\u{E0041}\u{E0042}d\u0000'), 5);
	t.is(countInvisible('Grüße ❤️ 👩‍💻 ©️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم क्‍ष\r\n\tcode'), 0);
	t.is(countInvisible('👍\u{E0061}\u{E0062}'), 2);
});
