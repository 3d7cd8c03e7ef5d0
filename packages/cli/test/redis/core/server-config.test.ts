import test from 'ava';
import {
	fitsSocket,
	formatRedisUrl,
	hasUsers,
	renderRedisConfig,
} from '../../../src/redis/core/server-config.ts';

const users = { kind: 'users', lines: ['user aegis-cli on'] } as const;

test('a socket is reached by its path and by nothing else', (t) => {
	const address = { kind: 'socket', path: '/a b/"q"/redis.sock' } as const;
	const config = renderRedisConfig(address, users, '/a b/data').split('\n');

	t.is(formatRedisUrl(address, users), 'unix://users@/a b/"q"/redis.sock');
	t.true(config.includes('port 0'));
	t.true(config.includes('unixsocket "/a b/\\"q\\"/redis.sock"'));
	t.true(config.includes('dir "/a b/data"'));
});

test('where there are users nobody gets in without one; an older server wants the password', (t) => {
	const address = { kind: 'loopback', port: 7000 } as const;
	const old = { kind: 'password', password: 'pw' } as const;
	t.true(renderRedisConfig(address, users, '/data').includes('user default off\nuser aegis-cli on\n'));
	t.is(formatRedisUrl(address, users), 'redis://users@127.0.0.1:7000');
	const config = renderRedisConfig(address, old, '/data').split('\n');

	t.is(formatRedisUrl(address, old), 'redis://:pw@127.0.0.1:7000');
	t.true(config.includes('bind 127.0.0.1'));
	t.true(config.includes('requirepass pw'));
});

test('nothing is lost or evicted', (t) => {
	const config = renderRedisConfig({ kind: 'loopback', port: 1 }, users, '/d');

	for (const line of ['appendonly yes', 'appendfsync everysec', 'maxmemory-policy noeviction', 'save ""']) {
		t.true(config.split('\n').includes(line), line);
	}
});

test('users with rights by key came with Redis 7', (t) => {
	t.true(hasUsers('Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64'));
	t.true(hasUsers('Valkey server v=8.1.0 sha=00000000:0'));
	t.false(hasUsers('Redis server v=6.2.14 sha=00000000:0'));
	t.false(hasUsers(''));
});

test('a path of more than 100 bytes is no socket', (t) => {
	t.true(fitsSocket(`/${'a'.repeat(99)}`));
	t.false(fitsSocket(`/${'a'.repeat(100)}`));
	t.false(fitsSocket(`/${'ä'.repeat(50)}`));
});
