import test from 'ava';
import { createTerminal, makeInert } from '../../src/output/terminal.ts';

const attacks = [
	'\u001B]0;title\u0007',
	'\u001B]52;c;ZXZpbA==\u0007',
	'\u001B]8;;https://evil.test\u001B\\',
	'\u001B[2J\u001B[1;1H',
	'\u001B[8m',
	'\u001B[38;5;1m',
	'\u009B2J',
	'\u009D0;x\u009C',
	'\u001BP$q\u001B\\',
	'\r',
	'\b\b',
	'\u0007',
	'\u202E',
	'\u2066',
	'\u001B]52;c;never ended',
	'\u001B',
];

test('foreign text reaches a terminal without anything that acts on it', (t) => {
	for (const attack of attacks) {
		for (const colored of [true, false]) {
			const line = makeInert(`before${attack}after`, colored);
			t.regex(line, /^before/);
			t.false(/(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u.test(line), JSON.stringify(attack));
		}
	}
});

test('our own colours stay, where there are colours', (t) => {
	t.is(makeInert('\u001B[31m✗\u001B[0m bad\u001B[2J\tx\ny', true), '\u001B[31m✗\u001B[0m bad\tx\ny');
	t.is(makeInert('\u001B[31m✗\u001B[0m bad', false), '✗ bad');
});

test('both streams of a command go through it', (t) => {
	let written = '';
	const stream = { write: (text: string) => (written += text) };
	const terminal = createTerminal({ stdout: stream, stderr: stream }, {});
	terminal.out('a\u001B]0;x\u0007b');
	terminal.note('c\u001B[2Jd');
	t.is(written, 'ab\ncd\n');
});
