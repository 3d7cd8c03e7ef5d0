import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { until } from '@aegis/shared/testing';
import { answersAnything } from '../../src/redis/ping.ts';
import { createFolder } from '../helpers/temporary.ts';

test('a Redis that runs answers something, with a password too; one that is paused or gone does not', async (t) => {
	using folder = createFolder();
	const socket = join(folder.path, 'r.sock');
	const url = `unix://${socket}`;
	const where = ['--port', '0', '--unixsocket', socket, '--dir', folder.path, '--save', ''];
	const server = spawn('redis-server', [...where, '--requirepass', 'secret'], { stdio: 'ignore' });
	const gone = once(server, 'exit');
	try {
		await until('it answers', () => answersAnything(url));
		server.kill('SIGSTOP');
		t.false(await answersAnything(url));
		server.kill('SIGCONT');
		t.true(await answersAnything(url));
	} finally {
		server.kill('SIGKILL');
		await gone;
	}
	t.false(await answersAnything(url));
	t.false(await answersAnything('redis://127.0.0.1:1'));
});
