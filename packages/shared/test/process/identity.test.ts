import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { identifyProcess, isSameProcessAlive, ownProcess } from '../../src/process.ts';
import { until } from '../helpers/until.ts';

test('this process is alive, and the same at every look', (t) => {
	t.true(isSameProcessAlive(ownProcess()));
	t.deepEqual(identifyProcess(process.pid), ownProcess());
});

test('a child is itself until it ends', async (t) => {
	const child = spawn('sleep', ['300']);
	await once(child, 'spawn');
	const identity = identifyProcess(child.pid ?? -1);
	t.truthy(identity);
	if (identity === null) return;
	t.true(isSameProcessAlive(identity));

	child.kill('SIGKILL');
	await once(child, 'exit');

	t.false(isSameProcessAlive(identity));
	t.is(identifyProcess(identity.pid), null);
});

test('a zombie counts as gone', async (t) => {
	// The shell becomes a sleep that never asks what became of its child.
	const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 300'], {
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
	const pid = Number(String(chunk).trim());

	await until('it is a zombie', () => identifyProcess(pid) === null);
	t.notThrows(() => process.kill(pid, 0));

	parent.kill('SIGKILL');
	await once(parent, 'exit');
});

test('a stranger with the same pid, after a reboot, or on another host is not the one recorded', (t) => {
	const own = ownProcess();
	t.false(isSameProcessAlive({ ...own, startTime: `${own.startTime}1` }));
	t.false(isSameProcessAlive({ ...own, bootId: 'before' }));
	t.false(isSameProcessAlive({ ...own, host: 'elsewhere' }));
});

test('a pid nobody has is nobody', (t) => {
	t.is(identifyProcess(2 ** 30), null);
});
