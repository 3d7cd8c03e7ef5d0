import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { connectMaster } from '../../src/api.ts';
import { locateHome, type Home } from '../../src/config.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

const status = {
	at: 1,
	startedAt: 0,
	projects: [],
	workers: [],
	services: [],
	cards: [],
	runs: [],
	spentTodayUsd: 0,
	spentUsd: 0,
	deadLetters: 0,
	pauses: [],
	troubles: [],
};

async function serve(
	home: Home,
	answer: (url: string) => { code: number; body?: unknown },
): Promise<AsyncDisposable & { asked: string[] }> {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		asked.push(`${request.headers.authorization} ${request.url}`);
		const { code, body } = answer(request.url ?? '');
		response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? null));
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as { port: number };
	mkdirSync(home.run, { recursive: true });
	const address = { url: `http://127.0.0.1:${port}`, token: 'tok', pid: 1 };
	writeFileSync(join(home.run, 'master.json'), JSON.stringify(address));
	return {
		asked,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

test('it asks with the token of the home, and a card nobody knows is null', async (t) => {
	using folder = makeTempDir();
	const home = locateHome(folder.path);
	await using server = await serve(home, (url) =>
		url === '/api/status'
			? { code: 200, body: status }
			: url.startsWith('/api/runs')
				? { code: 200, body: [] }
				: { code: 404 },
	);
	const master = connectMaster(home);

	t.deepEqual(await master.status(), status);
	t.is(await master.card('1/../2'), null);
	t.deepEqual(await master.runs(5), []);

	t.deepEqual(server.asked, [
		'Bearer tok /api/status',
		'Bearer tok /api/cards/1%2F..%2F2',
		'Bearer tok /api/runs?limit=5',
	]);
});

test('where no master answers, one sentence says so', async (t) => {
	using folder = makeTempDir();
	const home = locateHome(folder.path);
	const expected = {
		code: 'MASTER_UNREACHABLE',
		message: `No running Aegis answers for the home ${home.root}.`,
	};
	await t.throwsAsync(connectMaster(home).status(), expected);

	const server = await serve(home, () => ({ code: 500 }));
	await t.throwsAsync(connectMaster(home).status(), expected);
	await server[Symbol.asyncDispose]();
	await t.throwsAsync(connectMaster(home).card('1'), expected);
});
