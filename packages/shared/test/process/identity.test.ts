import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import test from 'ava';
import { identifyProcess, isSameProcessAlive, ownProcess } from '../../src/process.ts';
import { until } from '../helpers/until.ts';

test('this process is alive, and the same at every look', (t) => {
	t.true(isSameProcessAlive(ownProcess()));
	t.deepEqual(identifyProcess(process.pid), ownProcess());
});

test('a child is itself until it ends', async (t) => {
	using child = spawn('sleep', ['300']);
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

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a zombie counts as gone', async (t) => {
	// The shell becomes a sleep, which never asks what became of the child.
	const script = 'sleep 300 & echo $!; exec sleep 300';
	const parent = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
	try {
		const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
		const pid = Number(String(chunk).trim());
		await until('it is no shell', () => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');

		process.kill(pid, 'SIGKILL');

		await until('it is a zombie', () => identifyProcess(pid) === null);
		t.notThrows(() => process.kill(pid, 0));
	} finally {
		parent.kill('SIGKILL');
		await once(parent, 'exit');
	}
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
