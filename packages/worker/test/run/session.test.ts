import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { readSessionCost, writeSessionCost } from '../../src/run/session.ts';

const session = '0f5b7f2e-0000-4000-8000-000000000001';

test('a session’s total is kept, and an older one that is told later does not lower it', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-session-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const home = locateHome(folder);
	t.is(readSessionCost(home, session), 0);
	writeSessionCost(home, session, 0.16);
	writeSessionCost(home, session, 0.08);
	writeSessionCost(home, session, null);
	t.is(readSessionCost(home, session), 0.16);
	t.is(readSessionCost(home, null), 0);
});
