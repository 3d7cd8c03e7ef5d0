import test from 'ava';
import * as fc from 'fast-check';
import type { BoardComment } from '@aegis/shared/domain';
import { carriesMark, endsWithMark, markOf } from '../../src/core/comment-mark.ts';
import { maxCommentLength, renderComment, renderWhole } from '../../src/core/render-comment.ts';
import { parseHtml } from '../helpers/rich-text.ts';

const base: BoardComment = { ref: 'r-1', persona: 'Triage', headline: 'Clear.', facts: [] };

test('persona, headline, facts, body and mark, in this order', (t) => {
	const { html, text } = renderComment({
		...base,
		facts: [
			['Next', 'Planner'],
			['Cost', '$0.01'],
		],
		body: '## Why\nIt is **small** & `safe`.\n- one\n- two\n\n```ts\nif (a < b) {}\n```\n1. ask\n[doc](https://example.com/a?b=1&c=2)',
	});
	t.is(
		html,
		'<body>🔍 <strong>Triage</strong>: Clear.<ul><li><strong>Next</strong>: Planner</li><li><strong>Cost</strong>: $0.01</li></ul>\n' +
			'<strong>Why</strong>\nIt is <strong>small</strong> &amp; <code>safe</code>.<ul><li>one</li><li>two</li></ul>' +
			'\n<code>if (a &lt; b) {}</code>\n1. ask\n<a href="https://example.com/a?b=1&amp;c=2">doc</a>\n<em>aegis:r-1</em></body>',
	);
	t.is(
		text,
		'🔍 Triage: Clear.\n• Next: Planner\n• Cost: $0.01\n\nWhy\nIt is **small** & `safe`.\n• one\n• two\n\nif (a < b) {}\n1. ask\n[doc](https://example.com/a?b=1&c=2)\naegis:r-1',
	);
});

test('a link other than http stays text', (t) => {
	const { html } = renderComment({ ...base, body: '[x](javascript:alert(1)) <script>' });
	t.false(html.includes('<a'));
	t.true(html.includes('&lt;script&gt;'));
});

test('what is too long is cut with a note, and still ends with the mark', (t) => {
	const { html, text } = renderComment({ ...base, body: 'line of words\n'.repeat(5_000) });
	t.true(html.length <= maxCommentLength);
	t.true(text.length <= maxCommentLength);
	t.regex(html, /cut here: \d+ more characters/);
	t.true(carriesMark(text, 'r-1'));
});

test('of what is attached only the beginning is shown, and a run is linked where people reach it', (t) => {
	const body = 'line of words\n'.repeat(5_000);
	const rendering = { attachment: 'x.md', publicUrl: 'https://a.example' };
	const { html, text } = renderComment({ ...base, runId: 'r 1', body }, rendering);
	t.true(html.length < 3_000);
	t.regex(html, /the whole text is attached as x\.md\.<\/em>/);
	t.true(html.endsWith('<a href="https://a.example/runs/r%201">run</a> · <em>aegis:r-1</em></body>'));
	t.true(text.endsWith('Run: https://a.example/runs/r%201\naegis:r-1'));
	t.is(
		renderWhole({ ...base, facts: [['Cost', '1']], body: 'a\u0000b' }),
		'# Triage: Clear.\n\n- Cost: 1\n\nab\n',
	);
	t.is(renderComment({ ...base, body: 'short' }, rendering).cut, 0);
	t.notRegex(renderComment(base, rendering).html, /<a/, 'without a run there is nothing to link to');
});

test('any comment is well-formed, within the limit, and found by its mark', (t) => {
	const words = fc.string({ unit: 'binary', maxLength: 300 });
	const long = fc.oneof(
		words,
		fc.string({ unit: fc.constantFrom('&', '<', '\n', '`', '*', '- ', '```', 'a'), maxLength: 20_000 }),
	);
	fc.assert(
		fc.property(
			fc.string({ minLength: 1, maxLength: 100 }),
			long,
			fc.array(fc.tuple(words, words), { maxLength: 5 }),
			long,
			(ref, headline, facts, body) => {
				const { html, text } = renderComment({ ref, persona: 'Worker', headline, facts, body });
				t.true(html.length <= maxCommentLength);
				t.true(text.length <= maxCommentLength);
				const shown = parseHtml(html);
				t.true(carriesMark(shown, ref));
				t.true(carriesMark(text, ref));
				t.true(endsWithMark(shown));
			},
		),
		{ numRuns: 60 },
	);
});

test('a mark is found at the end alone, and is no other mark’s tail', (t) => {
	t.true(carriesMark(`Done.\n${markOf('a')}`, 'a'));
	t.false(carriesMark(`You said ${markOf('a')}, why?`, 'a'));
	t.false(carriesMark(`x ${markOf('b-a')}`, 'a'));
	t.false(carriesMark(`x ${markOf('ab')}`, 'a'));
	t.false(endsWithMark(`You said ${markOf('a')}, why?`));
});
