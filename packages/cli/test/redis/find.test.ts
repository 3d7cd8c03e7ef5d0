import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { findRedis } from '../../src/redis/find.ts';
import { findServerBinary } from '../../src/redis/server-binary.ts';
import { createTerminal } from '../../src/output/terminal.ts';
import { createFolder } from '../helpers/temporary.ts';

const nowhere = { write: () => true };
const terminal = createTerminal({ stdout: nowhere, stderr: nowhere }, {});

test('REDIS_URL comes first', async (t) => {
	using folder = createFolder();
	const choice = await findRedis({
		home: locateHome(folder.path),
		env: { REDIS_URL: 'redis://elsewhere:1', PATH: process.env['PATH'] },
		terminal,
		allowDownload: false,
		install: false,
	});

	t.deepEqual(choice, { kind: 'given', url: 'redis://elsewhere:1' });
});

test('a server on PATH is found by either name, Redis first', (t) => {
	using folder = createFolder();
	const make = (name: string, mode: number): string => {
		const file = join(folder.path, name);
		writeFileSync(file, '');
		chmodSync(file, mode);
		return file;
	};
	make('redis-server', 0o644);
	t.not(findServerBinary(folder.path), join(folder.path, 'redis-server'), 'a file that cannot run is none');

	const redis = make('redis-server', 0o755);
	make('valkey-server', 0o755);
	t.is(findServerBinary(`/nowhere:${folder.path}`), redis);
});
