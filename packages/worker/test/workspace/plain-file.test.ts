import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readPlainFile } from '../../src/workspace/plain-file.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

test('a small plain file is read; links, pipes, devices, folders and giants are not, and nothing is waited for', (t) => {
	const root = temporaryFolder(t);
	const at = (name: string): string => join(root, name);
	writeFileSync(at('plain'), 'text\n');
	t.is(readPlainFile(at('plain')), 'text\n');
	symlinkSync(at('plain'), at('link'));
	symlinkSync('/dev/zero', at('device'));
	execFileSync('mkfifo', [at('pipe')]);
	mkdirSync(at('folder'));
	writeFileSync(at('giant'), '');
	truncateSync(at('giant'), 10_000_000_000);
	for (const name of ['link', 'device', 'pipe', 'folder', 'giant', 'nothing', 'plain/below'])
		t.is(readPlainFile(at(name)), null, name);
});
