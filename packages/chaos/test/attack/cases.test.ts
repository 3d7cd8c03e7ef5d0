import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';
import { cases } from '../../src/attack/cases.ts';
import { judgeCase, readTap, type AttackCase } from '../../src/attack/core/case.ts';

const root = resolve(import.meta.dirname, '../../../..');

test('there are 65 attacks, each once', (t) => {
	t.deepEqual(
		cases.map(({ id }) => id),
		Array.from({ length: 65 }, (_, at) => at + 1),
	);
});

test('the tests they name are there', (t) => {
	for (const { id, proofs } of cases)
		for (const [file, title] of proofs)
			t.true(readFileSync(resolve(root, file), 'utf8').includes(title), `${id}: “${title}” in ${file}`);
});

test('an attack counts as held only when every test of it ran and passed, and nothing is open', (t) => {
	const one: AttackCase = {
		id: 1,
		tried: 'x',
		proofs: [
			['a.test.ts', 'it holds'],
			['b.test.ts', 'so does this'],
		],
	};
	const ends = readTap(
		'TAP version 13\nok 1 - a › it holds\nok 2 - b › so does this\nnot ok 3 - c › not this\n',
	);
	t.is(judgeCase(one, ends).verdict, 'passed');
	t.is(judgeCase({ ...one, gap: 'half of it' }, ends).verdict, 'partly');
	t.is(judgeCase({ ...one, proofs: [] }, ends).verdict, 'failed');
	t.is(judgeCase({ ...one, proofs: [['c.test.ts', 'not this']] }, ends).verdict, 'failed');
	t.is(judgeCase({ ...one, proofs: [['c.test.ts', 'unheard of']] }, ends).verdict, 'failed');
	const skipped = readTap('ok 1 - a › it holds # SKIP\nok 2 - b › so does this\n');
	t.regex(judgeCase(one, skipped).why, /could not run here/);
	t.is(judgeCase(one, skipped).verdict, 'partly');
	t.is(judgeCase({ ...one, proofs: one.proofs.slice(0, 1) }, skipped).verdict, 'failed');
	const untried = readTap(
		'ok 1 - a › it holds\n#   no sandbox on this machine, nothing was tried: x\nok 2 - b › so does this\n',
	);
	t.regex(judgeCase(one, untried).why, /“it holds” could not run here/);
	t.is(untried[1]?.end, 'passed');
});
