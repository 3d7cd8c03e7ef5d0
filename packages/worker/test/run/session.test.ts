import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { beginSession, readSessionCost, writeSessionCost } from '../../src/run/session.ts';

const sessionId = '0f5b7f2e-0000-4000-8000-000000000001';

test('a session’s total is kept, and an older one that is told later does not lower it', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-session-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const home = locateHome(folder);
	t.deepEqual(readSessionCost(home, sessionId), { usd: 0, certain: true });
	beginSession(home, sessionId, 'one');
	t.deepEqual(readSessionCost(home, sessionId), { usd: 0, certain: false });
	beginSession(home, sessionId, 'two');
	writeSessionCost(home, 'two', { sessionId, sessionCostUsd: 0.16 });
	writeSessionCost(home, 'one', { sessionId, sessionCostUsd: 0.08 });
	writeSessionCost(home, 'one', { sessionId, sessionCostUsd: null });
	writeSessionCost(home, 'one', { sessionId: null, sessionCostUsd: 1 });
	t.deepEqual(readSessionCost(home, sessionId), { usd: 0.16, certain: true });
	t.deepEqual(readSessionCost(home, null), { usd: 0, certain: true });
});

test('of a session whose ledger cannot be read nothing is certain', (t) => {
	const folder = mkdtempSync(join(tmpdir(), 'aegis-session-'));
	t.teardown(() => rmSync(folder, { recursive: true }));
	const home = locateHome(folder);
	mkdirSync(join(home.runs, '.sessions', sessionId), { recursive: true });

	t.deepEqual(readSessionCost(home, sessionId), { usd: 0, certain: false });
});
