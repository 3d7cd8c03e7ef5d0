import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { makeTempDir } from '@aegis/shared/testing';
import { findNpmRegistry } from '../../src/door/npm-registry.ts';

function fakeNpm(t: ExecutionContext, script: string): { PATH: string; HOME: string } {
	const temporary = makeTempDir();
	t.teardown(() => temporary[Symbol.dispose]());
	const folder = temporary.path;
	writeFileSync(join(folder, 'npm'), `#!/bin/sh\n${script}\n`);
	chmodSync(join(folder, 'npm'), 0o755);
	return { PATH: `${folder}:/usr/bin:/bin`, HOME: folder };
}

test('npm says itself where it gets packages from, an operator’s own place included', async (t) => {
	t.is(await findNpmRegistry(fakeNpm(t, 'echo https://npm.corp:8443/all/')), 'private:npm.corp:8443');
	t.is(
		await findNpmRegistry(fakeNpm(t, 'echo https://packages.example.org/')),
		'private:packages.example.org:443',
	);
});

test('what the environment sets is not asked for', async (t) => {
	const env = { ...fakeNpm(t, 'exit 1'), npm_config_registry: 'https://mirror.example.org/npm/' };
	t.is(await findNpmRegistry(env), 'private:mirror.example.org:443');
});

test('no npm, an npm that fails, and what cannot be reached through the door are no entry', async (t) => {
	t.is(await findNpmRegistry({ PATH: '/nowhere', HOME: '/nowhere' }), null);
	t.is(await findNpmRegistry(fakeNpm(t, 'exit 1')), null);
	t.is(await findNpmRegistry(fakeNpm(t, 'echo http://127.0.0.1:9/')), null);
	t.is(await findNpmRegistry(fakeNpm(t, 'echo undefined')), null);
});

test('the question leaves nothing behind in the person’s home', async (t) => {
	using home = makeTempDir();
	const { PATH = '' } = process.env;
	await findNpmRegistry({ PATH, HOME: home.path });
	t.deepEqual(readdirSync(home.path), []);
});
