import test from 'ava';
import { readRichNotes } from '../../src/core/rich-notes.ts';

test('where a link behind words leads is written out, and said only where it is news', (t) => {
	t.is(
		readRichNotes(
			'<body>Do as <a href="https://example.com/a?b=1&amp;c=2">the <em>design</em></a> says.</body>',
		),
		'Do as the design (https://example.com/a?b=1&c=2) says.',
	);
	t.is(readRichNotes('<body>See <a href="https://example.com">https://example.com</a></body>'), null);
	t.is(readRichNotes('<body>Plain &lt;a href="x"&gt; text</body>'), null);
});

test('the cells of a table stay in their rows', (t) => {
	const html =
		'<body>Prices:<table><tr><td>small</td><td>1 &#8364;</td></tr><tr><td>large</td><td>2 &#x20AC;</td></tr></table>Done.</body>';

	t.is(readRichNotes(html), 'Prices:\n| small | 1 € |\n| large | 2 € |\nDone.');
});

test('a picture in the text is named', (t) => {
	t.is(
		readRichNotes('<body>Like <img data-asana-gid="1" alt="mock.png"/> here</body>'),
		'Like [picture mock.png] here',
	);
	t.is(readRichNotes('<body><img/></body>'), '[picture]');
});

test('what is no rich text of the known kind loses nothing', (t) => {
	t.is(
		readRichNotes('1 < 2 <unknown x="y">and <a href="https://e.test">more</a>'),
		'1 < 2 and more (https://e.test)',
	);
	t.is(readRichNotes(''), null);
});
