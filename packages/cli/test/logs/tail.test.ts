import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { Tail } from '../../src/logs/tail.ts';
import { createFolder } from '../helpers/temporary.ts';

test('a growing file is read line by line', (t) => {
	using folder = createFolder();
	const file = join(folder.path, 'a.log');
	const tail = new Tail(file);

	t.deepEqual(tail.readNew(), []);
	writeFileSync(file, 'one\ntw');
	t.deepEqual(tail.readNew(), ['one']);
	appendFileSync(file, 'o\n\nthree\n');
	t.deepEqual(tail.readNew(), ['two', 'three']);
	writeFileSync(file, 'new\n');
	t.deepEqual(tail.readNew(), ['new']);
});
