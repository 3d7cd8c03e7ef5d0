import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { identifyProcess, ownProcess } from '@aegis/shared/process';
import { lockHome, readLiveOwner } from '../../src/instance/lock.ts';
import { createFolder } from '../helpers/temporary.ts';

test('a home has one instance at a time', (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	const first = lockHome(home);

	t.is(readLiveOwner(home)?.pid, process.pid);
	t.throws(() => lockHome(home), { code: 'ALREADY_RUNNING' });
	first[Symbol.dispose]();
	t.is(readLiveOwner(home), null);
	t.notThrows(() => lockHome(home)[Symbol.dispose]());
});

test('the lock of a dead process is taken over', async (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	const child = spawn('sleep', ['60']);
	const identity = identifyProcess(child.pid ?? 0);
	child.kill('SIGKILL');
	await once(child, 'exit');
	mkdirSync(home.run);
	writeFileSync(join(home.run, 'up.lock'), JSON.stringify(identity));

	using _lock = lockHome(home);
	t.is(readLiveOwner(home)?.pid, process.pid);
});

test('another process that got the same pid is not mistaken for the owner', (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run);
	writeFileSync(join(home.run, 'up.lock'), JSON.stringify({ ...ownProcess(), startTime: '1' }));

	t.is(readLiveOwner(home), null);
	t.notThrows(() => lockHome(home)[Symbol.dispose]());
});

test('an unreadable lock is taken over, and nothing is left behind', (t) => {
	using folder = createFolder();
	const home = locateHome(folder.path);
	mkdirSync(home.run);
	writeFileSync(join(home.run, 'up.lock'), '{"pid":');

	lockHome(home)[Symbol.dispose]();
	t.false(existsSync(join(home.run, 'up.lock')));
});
