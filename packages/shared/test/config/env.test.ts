import test from 'ava';
import { z } from 'zod';
import { commonEnv, loadEnv, locateHome, requireRedisUrl } from '../../src/config.ts';
import type { AegisError } from '../../src/errors.ts';

test('what is not set has its default; what is set empty counts as not set', (t) => {
	t.deepEqual(loadEnv(commonEnv, { LOG_LEVEL: '', AEGIS_PREFIX: undefined, OTHER: 'x' }), {
		AEGIS_PREFIX: 'aegis',
		AEGIS_ALLOW_UNSAFE_REDIS: '0',
		LOG_LEVEL: 'info',
	});
});

test('all problems are told together, by name, and values are not repeated', (t) => {
	const shape = { ...commonEnv, PORT: z.coerce.number().int() };
	const error = t.throws<AegisError>(() =>
		loadEnv(shape, { AEGIS_PREFIX: 'A:B', LOG_LEVEL: 'loud', PORT: 's3cret' }),
	);
	t.like(error, { code: 'CONFIG_INVALID', exitCode: 2 });
	for (const name of ['AEGIS_PREFIX', 'LOG_LEVEL', 'PORT'])
		t.true(error?.message.includes(`${name}: `), name);
	t.true(error?.message.includes('use lower-case letters, digits and dashes'));
	t.false(error?.message.includes('s3cret'));
});

test('a service that needs Redis says so', (t) => {
	t.is(requireRedisUrl('unix:///r'), 'unix:///r');
	t.like(
		t.throws<AegisError>(() => requireRedisUrl(undefined)),
		{ code: 'REDIS_MISSING', exitCode: 4 },
	);
});

test('everything of an installation lies in its home', (t) => {
	const { root, ...places } = locateHome('/somewhere/else');
	t.is(root, '/somewhere/else');
	for (const place of Object.values(places)) t.true(place.startsWith('/somewhere/else/'));
	t.true(locateHome('').root.endsWith('/.aegis'));
	t.is(locateHome(undefined).root, locateHome('').root);
});
