import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { temporaryFolder, waitUntil } from './temporary.ts';

/** A Redis of the test's own, as an installation has it: AOF, no eviction, a unix socket. Returns its URL. */
export async function startRedis(t: ExecutionContext): Promise<string> {
	const folder = temporaryFolder(t);
	const socket = join(folder, 'r.sock');
	const settings = [
		'--port',
		'0',
		'--unixsocket',
		socket,
		'--dir',
		folder,
		'--appendonly',
		'yes',
		'--save',
		'',
	];
	const server = spawn('redis-server', settings, { stdio: 'ignore' });
	const gone = new Promise((resolve) => server.once('exit', resolve));
	t.teardown(async () => {
		server.kill('SIGKILL');
		await gone;
	});
	await waitUntil('redis listens', () => existsSync(socket));
	return `unix://${socket}`;
}
