import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, type Home } from '@aegis/shared/config';
import { prepareUsers } from '@aegis/shared/redis/passwords';
import { readLiveRecord, type ChildSpec } from '@aegis/shared/supervision';
import { findFreePort } from '../instance/ports.ts';
import {
	fitsSocket,
	formatRedisUrl,
	hasUsers,
	renderRedisConfig,
	type RedisAddress,
	type RedisEntry,
} from './core/server-config.ts';

const SavedAddress = z.object({ url: z.string() });

export const redisServiceName = 'redis';

/** How to start this home's own Redis, and its address. One that still runs from before keeps its address. */
export async function preparePrivateServer(
	home: Home,
	binary: string,
	prefix: string,
): Promise<{ spec: ChildSpec; url: string }> {
	mkdirSync(home.redis, { recursive: true, mode: 0o700 });
	const configFile = join(home.redis, 'redis.conf');
	const spec: ChildSpec = {
		name: redisServiceName,
		command: binary,
		args: [configFile],
		env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', AEGIS_HOME: home.root },
		cwd: home.redis,
		logFile: join(home.logs, 'redis.log'),
		stopMs: 5_000,
	};
	const url =
		loadRunningUrl(home) ??
		writeConfig(home, configFile, await chooseAddress(home), chooseEntry(home, binary, prefix));
	return { spec, url };
}

/** The address of the Redis that `up` started for this home; null when none runs. */
export function loadRunningUrl(home: Home): string | null {
	if (readLiveRecord(home.run, redisServiceName) === null) return null;
	return readJsonFile(addressFile(home), SavedAddress)?.url ?? null;
}

async function chooseAddress(home: Home): Promise<RedisAddress> {
	const path = join(home.run, 'redis.sock');
	if (fitsSocket(path)) return { kind: 'socket', path };
	return { kind: 'loopback', port: await findFreePort() };
}

function chooseEntry(home: Home, binary: string, prefix: string): RedisEntry {
	const version = execFileSync(binary, ['--version'], {
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	return hasUsers(version)
		? { kind: 'users', lines: prepareUsers(home.redisUsers, prefix) }
		: { kind: 'password', password: randomBytes(24).toString('hex') };
}

function writeConfig(home: Home, configFile: string, address: RedisAddress, entry: RedisEntry): string {
	const url = formatRedisUrl(address, entry);
	writePrivately(configFile, renderRedisConfig(address, entry, home.redis));
	noteRunningUrl(home, url);
	return url;
}

export function noteRunningUrl(home: Home, url: string): void {
	writePrivately(addressFile(home), `${JSON.stringify({ url })}\n`);
}

/** Where the address of the private Redis stands while it runs. */
function addressFile(home: Home): string {
	return join(home.run, 'redis.json');
}

export function writePrivately(file: string, text: string): void {
	writeFileSync(file, text, { mode: 0o600 });
	chmodSync(file, 0o600);
}
