import test from 'ava';
import * as fc from 'fast-check';
import { parseCommandLine } from '../../src/runner/command-line.ts';

const rows: readonly (readonly [string, string[]])[] = [
	['claude', ['claude']],
	['  node  claude.ts --speed 10 ', ['node', 'claude.ts', '--speed', '10']],
	['"/Program Files/claude" -x', ['/Program Files/claude', '-x']],
	["node 'a b'c \"\" ''", ['node', 'a bc', '', '']],
	['a\\ b "say \\"hi\\"" \'back\\slash\'', ['a b', 'say "hi"', 'back\\slash']],
	['["node", "a b", ""]', ['node', 'a b', '']],
	['echo $HOME *.ts', ['echo', '$HOME', '*.ts']],
];

for (const [value, expected] of rows) {
	test(`splits ${value}`, (t) => {
		t.deepEqual(parseCommandLine(value), expected);
	});
}

for (const value of ['', '  ', '[]', '[""]', '[1]', '["a"', '"open', "it's", '""']) {
	test(`refuses ${JSON.stringify(value)}`, (t) => {
		t.throws(() => parseCommandLine(value), { code: 'COMMAND_LINE_INVALID' });
	});
}

test('a JSON array gives back every word', (t) => {
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), fc.array(fc.string()), (first, rest) => {
			t.deepEqual(parseCommandLine(JSON.stringify([first, ...rest])), [first, ...rest]);
		}),
	);
});
