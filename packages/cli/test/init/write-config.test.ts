import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Inspection } from '../../src/init/inspect.ts';
import { writeProjectConfig } from '../../src/init/write-config.ts';
import { createFolder } from '../helpers/temporary.ts';

function inspection(root: string): Inspection {
	return {
		root,
		base: 'main',
		remote: null,
		refusingRemote: null,
		testCommand: null,
		hydrationCommand: null,
	};
}

const read = (root: string): unknown => JSON.parse(readFileSync(join(root, 'aegis_config.json'), 'utf8'));

test('a project that moves from the local board to Asana is asked for as seldom as one that was never local', (t) => {
	using folder = createFolder();
	writeFileSync(join(folder.path, 'aegis_config.json'), '{"max_attempts": 5}');
	writeProjectConfig(inspection(folder.path), 'local');
	t.deepEqual(read(folder.path), { max_attempts: 5, poll_interval_seconds: 2 });
	writeProjectConfig(inspection(folder.path), 'asana');
	t.deepEqual(read(folder.path), { max_attempts: 5 });
});

test('an interval that a person chose stays on either board', (t) => {
	using folder = createFolder();
	writeFileSync(join(folder.path, 'aegis_config.json'), '{"poll_interval_seconds": 12}');
	for (const board of ['asana', 'local'] as const) {
		t.deepEqual(writeProjectConfig(inspection(folder.path), board), {});
		t.deepEqual(read(folder.path), { poll_interval_seconds: 12 });
	}
});
