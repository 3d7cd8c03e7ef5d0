import test from 'ava';
import { answerTo, isCommand } from '../../../page/src/core/acknowledge.ts';
import { fromSnapshot, type Card, type Field } from '../../../page/src/core/board.ts';
import { findField, isWrittenByAegis, textOf } from '../../../page/src/core/fields.ts';
import { toMarkdown } from '../../../page/src/core/rich-markdown.ts';
import { toTree } from '../../../page/src/core/rich-tree.ts';
import { safeLink } from '../../../page/src/core/safe-link.ts';
import { everything, isEverything, matcherOf } from '../../../page/src/core/search.ts';
import { formatAgo, formatSize, formatUsd, localTimes, parseAmount } from '../../../page/src/core/wording.ts';
import { pictureType } from '../../../src/core/picture-type.ts';

const status: Field = {
	gid: 'f1',
	name: 'Aegis Swarm Status',
	type: 'enum',
	precision: 0,
	options: [
		{ gid: 'o1', name: 'Running', color: 'green', enabled: true },
		{ gid: 'o2', name: 'Blocked', color: 'red', enabled: true },
	],
};
const reason: Field = { gid: 'f2', name: 'Reason', type: 'text', precision: 0, options: [] };
const cost: Field = { gid: 'f3', name: 'Cost', type: 'number', precision: 2, options: [] };
const card: Card = {
	gid: '1',
	name: 'Écrire la note',
	section: 'c1',
	completed: false,
	assignee: null,
	due: null,
	comments: 0,
	attachments: 0,
	subtasks: 0,
	ticked: 0,
	blockers: ['2'],
	fields: { f1: 'o1', f2: 'waits for something', f3: 0.5 },
};
const board = fromSnapshot({
	version: 1,
	project: { gid: 'p', name: 'P' },
	columns: [
		{ gid: 'c1', name: 'Clarification Needed' },
		{ gid: 'c2', name: 'Ready Queue' },
	],
	fields: [status, reason, cost],
	people: [],
	cards: [card],
});

test('fields are known by their names, their values by what they mean', (t) => {
	t.is(findField(board.frame, 'status'), status);
	t.is(textOf(status, card), 'Running');
	t.is(textOf(cost, card), '0.50');
	t.is(textOf(undefined, card), '');
	t.true(isWrittenByAegis(status));
	t.false(isWrittenByAegis({ ...reason, name: 'Max Cost' }));
});

test('a search wants every word, in any case, with or without accents, in names and values', (t) => {
	const finds = (text: string, more = {}) => matcherOf({ ...everything, text, ...more }, board.frame)(card);
	t.true(finds(''));
	t.true(finds('ECRIRE note'));
	t.true(finds('running something'));
	t.false(finds('ecrire nothing'));
	t.true(finds('', { only: 'blocked' }));
	t.true(finds('', { only: 'waiting' }));
	t.true(finds('', { options: { f1: 'o1' } }));
	t.false(finds('', { options: { f1: 'o2' } }));
	t.false(matcherOf({ ...everything, only: 'open' }, board.frame)({ ...card, completed: true }));
	t.true(isEverything(everything));
});

test('a move to where Aegis works is a command, and its next word on the card is the answer', (t) => {
	const idle = { ...card, fields: {} };
	t.true(isCommand(board, idle, 'c2'));
	t.false(isCommand(board, idle, 'c1'));
	t.true(isCommand(board, card, 'c1'), 'taken from where it runs');
	const command = { card: '1', what: 'the move', at: 0 };
	const change = { version: 2, by: 'bot', cards: [card], gone: [], touched: ['1'] };
	t.is(answerTo(command, change, 'bot', board), 'waits for something');
	t.is(answerTo(command, { ...change, by: 'me' }, 'bot', board), undefined);
	t.is(answerTo(command, { ...change, touched: ['2'] }, 'bot', board), undefined);
	t.is(answerTo(command, { ...change, cards: [] }, 'bot', board), '');
});

test('money, times and sizes as people read them', (t) => {
	t.deepEqual([0, 0.004, 0.1, 12].map(formatUsd), ['$0.00', '<$0.01', '$0.10', '$12.00']);
	t.deepEqual(['', '2', '$ 2.50', '2,5', 'x', '-1', '1e3'].map(parseAmount), [
		null,
		2,
		2.5,
		2.5,
		undefined,
		undefined,
		undefined,
	]);
	const ago = (seconds: number) => formatAgo(0, seconds * 1000);
	t.deepEqual([5, 60, 7200, 90_000, 400_000].map(ago), [
		'just now',
		'1 min ago',
		'2 h ago',
		'yesterday',
		'5 days ago',
	]);
	t.is(
		localTimes('until 2026-11-28T16:28:23.112Z, then', (time) => `<${time.getUTCHours()}>`),
		'until <16>, then',
	);
	t.deepEqual([999, 20_000, 2_500_000].map(formatSize), ['999 B', '20 kB', '2.5 MB']);
});

test('only addresses of pages and people are links', (t) => {
	t.is(safeLink('https://example.com/a b'), 'https://example.com/a%20b');
	t.is(safeLink('mailto:a@b.c'), 'mailto:a@b.c');
	for (const href of [
		'javascript:alert(1)',
		' JAVASCRIPT:alert(1)',
		'data:text/html,x',
		'vbscript:x',
		'file:///etc/passwd',
		'/relative',
		'',
	])
		t.is(safeLink(href), undefined, href);
});

test('rich text is a tree where it is more than words, and can be written on as Markdown', (t) => {
	t.is(toTree('<body>just words</body>'), undefined);
	t.is(toTree('<body><script>x</script></body>'), undefined);
	const tree = toTree(
		'<body>A <strong>b</strong> <a href="https://x.y">z</a><ul><li>one<ol><li>deep</li></ol></li><li>two</li></ul><pre>code</pre></body>',
	);
	t.is(toMarkdown(tree ?? []), 'A **b** [z](https://x.y)\n- one\n  1. deep\n- two\n\n```\ncode\n```');
});

test('a picture is what its first bytes say', (t) => {
	const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
	t.is(pictureType(bytes('\u0089PNG\r\n\u001A\n....')), 'image/png');
	t.is(pictureType(bytes('\u00FF\u00D8\u00FF\u00E0')), 'image/jpeg');
	t.is(pictureType(bytes('GIF89a..')), 'image/gif');
	t.is(pictureType(bytes('RIFF1234WEBPVP8 ')), 'image/webp');
	for (const text of ['<svg onload=x>', '<html>', '', 'RIFF1234WAVE'])
		t.is(pictureType(bytes(text)), undefined, text);
});
