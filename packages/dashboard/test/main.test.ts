import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { DashboardAddress } from '@aegis/shared/api';
import { openSecrets } from '@aegis/shared/door';
import { takePort, until } from '@aegis/shared/testing';
import { makeTempHome } from './helpers/temp-home.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function start(env: Record<string, string>, ...args: string[]) {
	const child = spawn(process.execPath, [main, ...args], {
		env: { PATH: process.env['PATH'] ?? '', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let out = '';
	child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
	const ended = once(child, 'close').then(([code]) => ({ code: code as number, out }));
	return {
		child,
		ended,
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL');
			await ended;
		},
	};
}

test('it serves its page, says where, and goes without a trace', async (t) => {
	using home = makeTempHome();
	const file = join(home.run, 'dashboard.json');
	await using dashboard = start({
		AEGIS_HOME: home.root,
		REDIS_URL: `unix://${home.redis}/none.sock`,
		AEGIS_DASHBOARD_PORT: '0',
	});
	const { child, ended } = dashboard;
	await until('it says where it is, or has ended', () => existsSync(file) || child.exitCode !== null);

	const address = DashboardAddress.parse(JSON.parse(readFileSync(file, 'utf8')));
	t.is(child.pid, address.pid);
	t.is(statSync(file).mode & 0o777, 0o600);
	t.is((await fetch(address.url)).status, 401);
	const headers = { authorization: `Bearer ${openSecrets(home.door).operate}` };
	t.regex(await (await fetch(address.url, { headers })).text(), /<title>Aegis/);

	child.kill('SIGTERM');
	t.is((await ended).code, 0);
	t.false(existsSync(file));
});

test('--help says what it needs', async (t) => {
	const { code, out } = await start({}, '--help').ended;
	t.is(code, 0);
	for (const name of ['REDIS_URL', 'AEGIS_HOME', 'AEGIS_DASHBOARD_PORT', 'AEGIS_DASHBOARD_TOKEN']) {
		t.true(out.includes(name), name);
	}
});

test('what is missing or taken is one line with the fix, and an exit code that says do not retry', async (t) => {
	using home = makeTempHome();
	await using taken = await takePort();
	const env = { AEGIS_HOME: home.root, REDIS_URL: `unix://${home.redis}/none.sock` };
	const port = String(taken.port);

	const noRedis = await start({ AEGIS_HOME: home.root }).ended;
	const busy = await start({ ...env, AEGIS_DASHBOARD_PORT: port }).ended;
	const open = await start({ ...env, AEGIS_DASHBOARD_TOKEN: 'too-short' }).ended;

	for (const [result, code, name] of [
		[noRedis, 4, 'REDIS_MISSING'],
		[busy, 4, 'DASHBOARD_PORT_BUSY'],
		[open, 2, 'CONFIG_INVALID'],
	] as const) {
		t.is(result.code, code, result.out);
		const last = JSON.parse(result.out.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
		t.is(last['code'], name);
		t.truthy(last['fix']);
		t.false(result.out.includes('    at '), 'no stack trace');
	}
	t.false(existsSync(join(home.run, 'dashboard.json')));
});
