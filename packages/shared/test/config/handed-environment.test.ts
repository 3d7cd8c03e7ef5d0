import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { withSecretFiles } from '../../src/config.ts';
import { partEnvironment } from '../../src/config/handed-environment.ts';
import { nodeService } from '../../src/supervision.ts';
import { startOrAdopt } from '../../src/supervision/child.ts';
import { makeCanary } from '../helpers/canary.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const fixture = fileURLToPath(new URL('../fixtures/tell-environment.ts', import.meta.url));

test('secrets, and whatever nobody knows as harmless, stay out of a process’s environment', (t) => {
	const { open, closed } = partEnvironment({
		PATH: '/usr/bin',
		AEGIS_HOME: '/home',
		ASANA_BASE_URL: 'https://asana.test',
		REDIS_URL: 'unix:///run/redis.sock',
		DATABASE_URL: 'postgresql://user:password1@host/db',
		ASANA_ACCESS_TOKEN: 'a',
		AEGIS_DASHBOARD_TOKEN: 'b',
		ANTHROPIC_API_KEY: 'c',
		ANTHROPIC_MODEL: 'd',
		MY_DEPLOY_SETTING: 'e',
	});

	t.deepEqual(Object.keys(open), ['PATH', 'AEGIS_HOME', 'ASANA_BASE_URL', 'REDIS_URL']);
	t.is(Object.keys(closed).length, 6);
});

test('a service knows what it was handed, and nobody can read it of the process', async (t) => {
	using room = makeTempDir();
	const folder = room.path;
	const told = join(folder, 'told.json');
	const canary = makeCanary();
	const child = startOrAdopt(folder, {
		name: 'teller',
		...nodeService(fixture, [told]),
		handsOver: true,
		env: {
			PATH: process.env['PATH'] ?? '',
			ASANA_ACCESS_TOKEN: canary,
			OTHER: 'x'.repeat(200_000),
			AEGIS_X: 'open',
		},
		logFile: join(folder, 'teller.log'),
		stopMs: 1_000,
	});
	await using _ = { [Symbol.asyncDispose]: () => child.stop() };
	const {
		own,
		again,
		process: seen,
	} = await until('what it was told', () => {
		try {
			return JSON.parse(readFileSync(told, 'utf8')) as Record<string, Record<string, string>>;
		} catch {
			return undefined;
		}
	});

	t.like(own, { ASANA_ACCESS_TOKEN: canary, AEGIS_X: 'open' });
	t.is(own?.['OTHER']?.length, 200_000);
	t.deepEqual(again, own);
	t.is(seen?.['ASANA_ACCESS_TOKEN'], undefined);
	t.is(own?.['AEGIS_HANDED'], undefined);
	if (process.platform !== 'linux') return;
	const { pid } = child.record;
	for (const file of ['environ', 'cmdline'])
		t.false(readFileSync(`/proc/${pid}/${file}`, 'utf8').includes(canary), file);
});

test('a secret may lie in a file; a variable that is set wins', (t) => {
	using room = makeTempDir();
	const file = join(room.path, 'token');
	writeFileSync(file, 'from the file\n');

	t.like(withSecretFiles({ ASANA_ACCESS_TOKEN_FILE: file }), { ASANA_ACCESS_TOKEN: 'from the file' });
	t.like(withSecretFiles({ ASANA_ACCESS_TOKEN_FILE: file, ASANA_ACCESS_TOKEN: 'set' }), {
		ASANA_ACCESS_TOKEN: 'set',
	});
	t.is(withSecretFiles({ AWS_WEB_IDENTITY_TOKEN_FILE: file })['AWS_WEB_IDENTITY_TOKEN'], undefined);
	const error = t.throws(() => withSecretFiles({ ANTHROPIC_API_KEY_FILE: '/nowhere' }), {
		code: 'CONFIG_INVALID',
	});
	t.regex(error?.message ?? '', /ANTHROPIC_API_KEY_FILE names \/nowhere/);
});
