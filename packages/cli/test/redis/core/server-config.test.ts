import test from 'ava';
import { fitsSocket, formatRedisUrl, renderRedisConfig } from '../../../src/redis/core/server-config.ts';

test('a socket is reached by its path and by nothing else', (t) => {
	const address = { kind: 'socket', path: '/a b/"q"/redis.sock' } as const;
	const config = renderRedisConfig(address, '/a b/data').split('\n');

	t.is(formatRedisUrl(address), 'unix:///a b/"q"/redis.sock');
	t.true(config.includes('port 0'));
	t.true(config.includes('unixsocket "/a b/\\"q\\"/redis.sock"'));
	t.true(config.includes('dir "/a b/data"'));
});

test('loopback needs the password', (t) => {
	const address = { kind: 'loopback', port: 7000, password: 'pw' } as const;
	const config = renderRedisConfig(address, '/data').split('\n');

	t.is(formatRedisUrl(address), 'redis://:pw@127.0.0.1:7000');
	t.true(config.includes('bind 127.0.0.1'));
	t.true(config.includes('requirepass pw'));
});

test('nothing is lost or evicted', (t) => {
	const config = renderRedisConfig({ kind: 'loopback', port: 1, password: 'p' }, '/d');

	for (const line of ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction', 'save ""']) {
		t.true(config.split('\n').includes(line), line);
	}
});

test('a path of more than 100 bytes is no socket', (t) => {
	t.true(fitsSocket(`/${'a'.repeat(99)}`));
	t.false(fitsSocket(`/${'a'.repeat(100)}`));
	t.false(fitsSocket(`/${'ä'.repeat(50)}`));
});
