import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import test from 'ava';
import { locateHome, type Home } from '@aegis/shared/config';
import { createLogger } from '@aegis/shared/log';
import { identifyProcess } from '@aegis/shared/process';
import { addressFor, connectRedis, disconnect, type RedisRole } from '@aegis/shared/redis';
import { Supervisor } from '@aegis/shared/supervision';
import { until } from '@aegis/shared/testing';
import { leash } from '../../src/instance/leash.ts';
import { preparePrivateServer } from '../../src/redis/private-server.ts';
import { awaitRedis } from '../../src/redis/ready.ts';
import { findServerBinary } from '../../src/redis/server-binary.ts';
import { createFolder } from '../helpers/temporary.ts';

const hasSetpriv = ['/usr/bin/setpriv', '/bin/setpriv'].some((file) => existsSync(file));
const binary = findServerBinary(process.env['PATH']) ?? 'redis-server';

function supervise(folder: string): Supervisor {
	const log = createLogger('test', { level: 'silent' });
	return new Supervisor({ folder, log, onGiveUp: () => {} });
}

function as(home: Home, url: string, role: RedisRole = 'cli'): string {
	return addressFor(url, { folder: home.redisUsers, prefix: 'aegis', role });
}

test.serial('is private, safe, and keeps its data over kill -9', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run, { mode: 0o700 });
	await using supervisor = supervise(home.run);
	const { spec, url } = await preparePrivateServer(home, binary, 'aegis');
	supervisor.supervise(spec);
	await awaitRedis(as(home, url), { timeoutMs: 60_000, allowUnsafe: false });

	t.is(url, `unix://users@${home.run}/redis.sock`);
	t.is(statSync(join(home.run, 'redis.sock')).mode & 0o077, 0);
	t.is(statSync(join(home.redis, 'redis.conf')).mode & 0o077, 0);

	using stack = new DisposableStack();
	const redis = stack.adopt(connectRedis(as(home, url, 'master')), disconnect);
	await redis.set('aegis:pulse', 'yes');
	// Written, if not yet on the disk: a process that is killed loses no more.
	await until('the AOF is written', async () => {
		const info = await redis.info('persistence');
		return info.includes('aof_buffer_length:0\r') && info.includes('aof_pending_bio_fsync:0\r');
	});
	const before = supervisor.pidOf('redis') ?? 0;
	process.kill(before, 'SIGKILL');
	await until('it is started again', () => supervisor.pidOf('redis') !== before);
	t.is(await redis.get('aegis:pulse'), 'yes');
});

test.serial(
	'listens on loopback, for its users alone, where the path is too long for a socket',
	async (t) => {
		using folder = createFolder();
		const home = locateHome(join(folder.path, 'long'.repeat(30)));
		mkdirSync(home.run, { recursive: true });
		await using supervisor = supervise(home.run);
		const { spec, url } = await preparePrivateServer(home, binary, 'aegis');
		supervisor.supervise(spec);

		t.regex(url, /^redis:\/\/users@127\.0\.0\.1:\d+$/);
		await awaitRedis(as(home, url), { timeoutMs: 60_000, allowUnsafe: false });
		using stack = new DisposableStack();
		const stranger = stack.adopt(connectRedis(url.replace('users@', '')), disconnect);
		await t.throwsAsync(stranger.get('anything'), { message: /NOAUTH/ });
	},
);

(hasSetpriv ? test.serial : test.skip)('does not outlive the process that started it', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run);
	const { spec } = await preparePrivateServer(home, binary, 'aegis');
	const leashed = leash(spec);
	const starter = `
		const { spawn } = require('node:child_process');
		const child = spawn(${JSON.stringify(leashed.command)}, ${JSON.stringify(leashed.args)}, { stdio: 'ignore', detached: true });
		require('node:fs').writeFileSync(${JSON.stringify(join(folder.path, 'pid'))}, String(child.pid));
		setInterval(() => {}, 1000);`;
	const parent = execa(process.execPath, ['-e', starter], { reject: false });
	t.teardown(() => parent.kill('SIGKILL'));
	const readPid = (): number => {
		try {
			return Number(readFileSync(join(folder.path, 'pid'), 'utf8'));
		} catch {
			return 0;
		}
	};
	await until('it is started', () => readPid() > 0);
	await awaitRedis(as(home, `unix://users@${home.run}/redis.sock`), {
		timeoutMs: 60_000,
		allowUnsafe: false,
	});
	t.not(identifyProcess(readPid()), null);

	parent.kill('SIGKILL');
	await parent;
	await until('it is gone', () => identifyProcess(readPid()) === null);
	t.is(identifyProcess(readPid()), null);
});
