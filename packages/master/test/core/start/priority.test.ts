import test from 'ava';
import * as fc from 'fast-check';
import { rankPriority } from '../../../src/core/start/priority.ts';

const known: Record<number, readonly string[]> = {
	0: ['Urgent', 'CRITICAL', 'Highest', 'P0', 'p 0', '0', '🔥 Urgent', 'Blocker!'],
	1: ['High', ' high ', 'P1', '1', '1 - High', 'Important'],
	2: ['Medium', 'Normal', 'P2', '2'],
	3: ['Low', 'minor', 'P3', '3'],
	4: ['Lowest', 'Trivial', 'P4', '4', 'P9', '100'],
};

for (const [rank, names] of Object.entries(known))
	for (const name of names) test(`“${name}” ranks ${rank}`, (t) => t.is(rankPriority(name), Number(rank)));

test('what nobody knows counts as usual', (t) => {
	for (const text of [null, '', 'Soon', 'ASAP?', 'constructor', '__proto__', '-1'])
		t.is(rankPriority(text), 2);
});

test('whatever is in the field, it is one of five', (t) => {
	fc.assert(fc.property(fc.string(), (text) => [0, 1, 2, 3, 4].includes(rankPriority(text))));
	t.pass();
});
