import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';

const root = resolve(import.meta.dirname, '../../../..');

/** How a code comes into being anywhere in the sources. */
const sources = [
	/new AegisError\(\s*'([A-Z][A-Z_]+)'/g,
	/\brefuse\(reply, \d+, '([A-Z][A-Z_]+)'/g,
	/\bcode: '([A-Z][A-Z_]+)'/g,
	/\b(?:failed|overloaded|invalid)\(\s*'([A-Z][A-Z_]+)'/g,
	/\[([A-Z][A-Z_]{5,})\]'/g,
	/\bproblem\(\s*'([A-Z][A-Z_]+)'/g,
	/\bcode: \w+ \? '([A-Z][A-Z_]+)'/g,
	/\bcode: \w+ \? '[A-Z_]+' : '([A-Z][A-Z_]+)'/g,
];

function codesInSources(): Set<string> {
	const files = globSync('packages/*/src/**/*.ts', { cwd: root });
	const texts = files.map((file) => readFileSync(join(root, file), 'utf8'));
	return new Set(
		texts.flatMap((text) =>
			sources.flatMap((form) => [...text.matchAll(form)].map((found) => found[1] ?? '')),
		),
	);
}

function codesInTable(): Set<string> {
	const table = readFileSync(join(root, 'docs/errors.md'), 'utf8');
	return new Set([...table.matchAll(/^\| `([A-Z_]+)` /gm)].map((found) => found[1] ?? ''));
}

test('every error code has a row in docs/errors.md, and every row a code', (t) => {
	const inSources = codesInSources();
	const inTable = codesInTable();

	t.true(inSources.size > 50, 'the sources were not found');
	t.deepEqual(
		[...inSources].filter((code) => !inTable.has(code)),
		[],
		'codes without a row',
	);
	t.deepEqual(
		[...inTable].filter((code) => !inSources.has(code)),
		[],
		'rows without a code',
	);
});
