import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { openSecrets } from '@aegis/shared/door';
import { buildApi } from '../../src/api/server.ts';
import type { Sources } from '../../src/api/status.ts';

const headers = { host: '127.0.0.1:4000' };

test('every route but the sign of life is for those with a secret of the home, and none takes an order', async (t) => {
	const root = mkdtempSync(join(tmpdir(), 'aegis-api-'));
	t.teardown(() => rmSync(root, { recursive: true, force: true }));
	const home = locateHome(root);
	const routes: { method: string; url: string }[] = [];
	// Nothing is read before the door was passed, so there is nothing to read.
	const app = buildApi(home, '127.0.0.1', {} as Sources, (route) => routes.push(route));
	await app.ready();

	t.deepEqual(
		routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD'),
		[
			{ method: 'POST', url: '/door' },
			{ method: 'POST', url: '/door/leave' },
		],
	);
	const guarded = routes.filter(({ url }) => url !== '/healthz' && !/^\/door(\/leave|\/:key)?$/.test(url));
	t.true(guarded.length >= 6, 'the routes were seen');
	for (const { method, url } of guarded) {
		const path = url.replace(/:\w+/g, '1');
		for (const authorization of [undefined, 'Bearer ', 'Bearer wrong', `Basic ${btoa('a:b')}`]) {
			const request = { method: method as 'GET', url: path };
			const asked = authorization === undefined ? headers : { ...headers, authorization };
			t.true([401, 429].includes((await app.inject({ ...request, headers: asked })).statusCode), path);
		}
		const bearer = { authorization: `Bearer ${openSecrets(home.door).view}` };
		const foreign = { ...bearer, host: 'evil.test' };
		t.is((await app.inject({ method: method as 'GET', url: path, headers: foreign })).statusCode, 421);
	}
	t.is((await app.inject({ url: '/healthz', headers })).statusCode, 200);
});
