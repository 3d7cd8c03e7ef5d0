import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import test from 'ava';

const root = resolve(import.meta.dirname, '../../../..');
const read = (file: string): string => readFileSync(resolve(root, file), 'utf8');

test('nothing is installed but what is locked, runs a script, or is fresh', (t) => {
	const workspace = read('pnpm-workspace.yaml');
	t.regex(workspace, /^onlyBuiltDependencies: \[\]$/m);
	t.regex(workspace, /^minimumReleaseAge: \d{4,}$/m);
	t.regex(workspace, /^blockExoticSubdeps: true$/m);
	const ranges = /^catalog:\n((?: {2}.*\n)+)/m.exec(workspace)?.[1] ?? '';
	t.true(ranges.split('\n').length > 20);
	t.deepEqual(
		ranges.split('\n').filter((line) => line !== '' && !/: \d+\.\d+\.\d+(-[\w.]+)?$/.test(line)),
		[],
		'each version is pinned exactly',
	);
	t.regex(read('toolchain/bootstrap.sh'), /--frozen-lockfile/);
	t.regex(read('toolchain/bootstrap.sh'), /npm ci --prefix "\$toolchain" --ignore-scripts/);
	const lock = read('pnpm-lock.yaml');
	const resolutions = lock.match(/^ {4}resolution: .*$/gm) ?? [];
	t.deepEqual(
		resolutions.filter((line) => !/\{integrity: sha512-[\w+/=]+\}$/.test(line)),
		[],
		'each package has its hash, and none comes from anywhere but a registry',
	);
});

test('the bill of materials names everything that is locked, with its hash', (t) => {
	const text = execFileSync(process.execPath, [resolve(root, 'toolchain/sbom.ts')], { encoding: 'utf8' });
	const bom = JSON.parse(text) as { components: { purl: string; hashes: { content: string }[] }[] };
	const locked = (read('pnpm-lock.yaml').match(/^ {4}resolution: /gm) ?? []).length;
	t.true(bom.components.length >= locked, `${bom.components.length} of ${locked}`);
	t.true(bom.components.every(({ hashes }) => /^[0-9a-f]{128}$/.test(hashes[0]?.content ?? '')));
	t.true(bom.components.some(({ purl }) => purl.startsWith('pkg:npm/%40fastify/static@')));
	t.is(text, execFileSync(process.execPath, [resolve(root, 'toolchain/sbom.ts')], { encoding: 'utf8' }));
});
