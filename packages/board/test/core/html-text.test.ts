import test from 'ava';
import * as fc from 'fast-check';
import { parseHtml } from '../../src/core/html-text.ts';
import { toHtml, toPlainText } from '../../src/core/plain-text.ts';

const plain = (html: string): string => toPlainText(parseHtml('html_text', html));
/** Texts without the control characters XML cannot carry. */
const texts = fc.string({ unit: 'grapheme' }).map((text) =>
	text
		.split('')
		.filter((letter) => letter >= ' ' || letter === '\n' || letter === '\t')
		.join(''),
);

test('any text survives being written as rich text and read again', (t) => {
	t.notThrows(() => {
		fc.assert(fc.property(texts, (text) => plain(toHtml(text)) === text.replace(/\n+$/, '')));
	});
});

test('nothing but a refusal with status 400 comes of any input', (t) => {
	const pieces = fc.constantFrom(
		'<body>',
		'</body>',
		'<strong>',
		'</strong>',
		'<li>',
		'<',
		'>',
		'&',
		'&amp;',
		'<br/>',
		'a',
		'"',
		'<a href="x">',
		'</a>',
	);
	t.notThrows(() => {
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
				try {
					parseHtml('html_text', parts.join(''));
					return true;
				} catch (error) {
					return error instanceof Error && 'status' in error && error.status === 400;
				}
			}),
		);
	});
});

test('a tag closed in the wrong order is never accepted', (t) => {
	const names = fc.constantFrom('strong', 'em', 'u', 's', 'code');
	t.notThrows(() => {
		fc.assert(
			fc.property(names, names, (outer, inner) => {
				fc.pre(outer !== inner);
				try {
					parseHtml('html_text', `<body><${outer}><${inner}>x</${outer}></${inner}></body>`);
					return false;
				} catch {
					return true;
				}
			}),
		);
	});
});

for (const html of [
	'<body>a <strong>b</strong> <em>c</em> <a href="https://example.com/?a=1&amp;b=2">d</a></body>',
	'<body><ul><li>one</li><li>two<ol><li>three</li></ol></li></ul></body>',
	'<body>line\nline<hr/><h1>title</h1><pre>code</pre><blockquote>q</blockquote></body>',
	'<body><a data-asana-gid="123"/></body>',
	"<body><a href='x'>y</a> &#233;&#x20AC;</body>",
	'<body/>',
]) {
	test(`accepts ${html}`, (t) => {
		t.notThrows(() => parseHtml('html_text', html));
	});
}

for (const html of [
	'',
	'plain',
	'<body>open',
	'<body>a</body>b',
	'<body>a</body><body>b</body>',
	'<strong>no body</strong>',
	'<body><p>p</p></body>',
	'<body><script>x</script></body>',
	'<body>a & b</body>',
	'<body>a < b</body>',
	'<body>&nbsp;</body>',
	'<body>\u0007</body>',
	'<body>&#0;</body>',
	'<body onload="x">a</body>',
	'<body><a href=x>y</a></body>',
	'<body><a href="a" href="b">y</a></body>',
	'<body><ul><li><h1>x</h1></li></ul></body>',
	'<body><!-- c --></body>',
]) {
	test(`refuses ${JSON.stringify(html)}`, (t) => {
		t.throws(() => parseHtml('html_text', html), { message: /^html_text: / });
	});
}

test('lists and blocks become lines of plain text', (t) => {
	t.is(
		plain('<body>Do:<ul><li>one</li><li>two</li></ul>then<ol><li>a</li><li>b</li></ol></body>'),
		'Do:\n• one\n• two\nthen\n1. a\n2. b',
	);
});
