import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UsersApi } from 'asana';
import test from 'ava';
import { z } from 'zod';
import { Connection } from '../../src/asana/connection.ts';
import { loadSyncerEnv } from '../../src/config.ts';

for (const status of [302, 307, 308])
	test(`attack 48: a board that answers ${status} sends the token nowhere else`, async (t) => {
		const asked: string[] = [];
		const other = createServer((request, response) => {
			asked.push(String(request.headers.authorization));
			response.end('{"data": {}}');
		}).listen(0, '127.0.0.1');
		await once(other, 'listening');
		const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api/1.0/users/me`;
		const board = createServer((_, response) => response.writeHead(status, { location }).end());
		board.listen(0, '127.0.0.1');
		await once(board, 'listening');
		t.teardown(() => {
			for (const server of [board, other]) server.close();
		});
		const baseUrl = `http://127.0.0.1:${(board.address() as AddressInfo).port}/api/1.0`;
		using connection = new Connection({ baseUrl, token: 'canary-7531' });

		const answer = await connection.read(z.unknown(), () =>
			new UsersApi(connection.client).getUser('me', {}),
		);

		t.like(answer, { ok: false });
		t.deepEqual(asked, []);
	});

test('attack 48: a syncer is not started towards an address that no token may go to', (t) => {
	const url = 'http://[::ffff:169.254.169.254]/';
	t.throws(() => loadSyncerEnv({ ASANA_BASE_URL: url }), { message: /ASANA_BASE_URL/ });
	t.is(loadSyncerEnv({}).ASANA_BASE_URL, 'https://app.asana.com/api/1.0');
});
