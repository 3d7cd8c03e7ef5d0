import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import test from 'ava';
import { ProjectConfig } from '@aegis/shared/config';

const root = resolve(import.meta.dirname, '../../../..');
const page = readFileSync(join(root, 'docs/configuration.md'), 'utf8');

/** The cells of the table's row for this name. */
function rowOf(name: string): readonly string[] | undefined {
	const row = page
		.split('\n')
		.find((line) => line.startsWith('| ') && cellsOf(line)[0]?.includes(`\`${name}\``));
	return row === undefined ? undefined : cellsOf(row);
}

function cellsOf(line: string): readonly string[] {
	return line
		.split(/(?<!\\)\|/)
		.slice(1, -1)
		.map((cell) => cell.trim());
}

test('every variable a service reads has its row in docs/configuration.md', (t) => {
	const files = globSync(['packages/*/src/config.ts', 'packages/shared/src/config/env.ts'], { cwd: root });
	const names = files.flatMap((file) =>
		[...readFileSync(join(root, file), 'utf8').matchAll(/^\t([A-Z][A-Z_]+): /gm)].map(
			([, name = '']) => name,
		),
	);

	t.true(names.length > 30, 'the variables were not found');
	t.deepEqual(
		names.filter((name) => rowOf(name) === undefined),
		[],
	);
});

test('every setting of a project has its row, with the default it has', (t) => {
	const defaults: readonly (readonly [string, unknown])[] = Object.entries(ProjectConfig.parse({})).flatMap(
		([name, value]): (readonly [string, unknown])[] =>
			name === 'limits' || name === 'guarded_paths' || name === 'merge'
				? Object.entries(value as object).map(([inner, leaf]) => [`${name}.${inner}`, leaf])
				: name === 'runners'
					? []
					: [[name, value]],
	);

	for (const [name, value] of defaults)
		t.is(rowOf(name)?.[1], `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``, name);
	for (const name of [
		'limits.project',
		...['command', 'model', 'pass_env'].map((key) => `runners.claude.${key}`),
	])
		t.truthy(rowOf(name), name);
});
