import { Redactor } from '@aegis/shared/redaction';
import test from 'ava';
import * as fc from 'fast-check';
import { LineSplitter, type OutputLine } from '../../src/core/line-splitter.ts';
import { OutputTail } from '../../src/core/output-tail.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function split(chunks: readonly Uint8Array[], limit: number): OutputLine[] {
	const splitter = new LineSplitter(limit);
	return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

test('lines are the same however the bytes are cut', (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''))),
			fc.array(fc.nat(40)),
			(lines, cuts) => {
				const bytes = encode(lines.map((line) => `${line}\n`).join(''));
				const chunks: Uint8Array[] = [];
				let at = 0;
				for (const cut of cuts) {
					chunks.push(bytes.subarray(at, at + cut));
					at += cut;
				}
				chunks.push(bytes.subarray(at));
				const seen = split(chunks, 1_000_000).map((line) => ('text' in line ? line.text : null));
				return (
					JSON.stringify(seen) === JSON.stringify(lines.map((line) => new TextDecoder().decode(encode(line))))
				);
			},
		),
	);
	t.pass();
});

test('a line over the limit is counted, not kept, and the next one is whole', (t) => {
	t.deepEqual(split([encode('aaaa'), encode('aaaa\nok\n')], 5), [{ droppedBytes: 8 }, { text: 'ok' }]);
	t.deepEqual(split([encode('12345\n123456')], 5), [{ text: '12345' }, { droppedBytes: 6 }]);
});

test('a tail keeps the end, from a line’s beginning, without colours', (t) => {
	const tail = new OutputTail(20);
	for (let index = 0; index < 50; index++) tail.push(`\u001B[31mline ${index}\u001B[0m\n`);

	t.is(tail.text, '…\nline 49\n');
});

test('a short output is kept as it is', (t) => {
	const tail = new OutputTail(20);
	tail.push('a\tb\n');

	t.is(tail.text, 'a\tb\n');
});

test('a secret is taken out of an output’s end before it is cut', (t) => {
	const secret = 'canary-0123456789-abcdefghijklmnop';
	for (let before = 0; before < 120; before += 1) {
		const tail = new OutputTail(60, new Redactor([{ name: 'TOKEN', value: secret }]));
		for (const piece of `${'x'.repeat(400)}\n${secret}${'y'.repeat(before)}\n`.match(/.{1,7}/gs) ?? [])
			tail.push(piece);
		t.false(tail.text.includes('abcdef') || tail.text.includes('mnop'), tail.text);
	}
});
