import { parseEnv } from 'node:util';
import test from 'ava';
import { isTokenForm, setVariable } from '../../../src/connect/core/env-file.ts';

test('its own line is replaced, others stay as they are', (t) => {
	t.is(setVariable('', 'A', 'x'), 'A=x\n');
	t.is(setVariable('# mine\nB=1', 'A', 'x'), '# mine\nB=1\nA=x\n');
	t.is(setVariable('export A=old\nAB=2\n\nA = older\n# A=no\n', 'A', 'x'), 'A=x\nAB=2\n\n# A=no\n');
	t.is(setVariable('B=1\r\nA=2\r\n', 'A', 'x'), 'B=1\r\nA=x\n');
});

test('what is written is what is read', (t) => {
	for (const token of ['2/123/456:0a1b', '0/abc', 'a#b', '$HOME', 'a=b==']) {
		t.true(isTokenForm(token), token);
		t.is(parseEnv(setVariable('A=old\nB=1\n', 'A', token))['A'], token);
	}
});

test('blanks, quotes and what is not printable are in no token', (t) => {
	for (const text of ['', 'a b', 'a\nb', `a'b`, 'a"b', 'a`b', 'schlüssel', 'x'.repeat(501)])
		t.false(isTokenForm(text), text);
});
