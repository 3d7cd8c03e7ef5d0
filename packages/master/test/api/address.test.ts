import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { makeTempDir } from '@aegis/shared/testing';
import { serveApi } from '../../src/api/server.ts';
import type { Sources } from '../../src/api/status.ts';

async function addressOf(url: string | undefined): Promise<string> {
	using folder = makeTempDir();
	const home = locateHome(folder.path);
	await using _ = await serveApi(home, { host: '127.0.0.1', port: 0, url }, {} as Sources);
	return (JSON.parse(readFileSync(join(home.run, 'master.json'), 'utf8')) as { url: string }).url;
}

test('the address in the home is the one it listens on, or the one others reach it by', async (t) => {
	t.regex(await addressOf(undefined), /^http:\/\/127\.0\.0\.1:\d+$/);
	t.is(await addressOf('http://master:4172/'), 'http://master:4172');
});
