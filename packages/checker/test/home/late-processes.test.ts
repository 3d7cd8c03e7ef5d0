import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { locateHome } from '@aegis/shared/config';
import { identifyProcess, nameScope, scopeVariable } from '@aegis/shared/process';
import { findLateProcesses } from '../../src/home/late-processes.ts';

test('a namespace that outlives its run is seen though nothing in it carries the run’s mark', (t) => {
	const root = mkdtempSync(join(tmpdir(), 'aegis-late-'));
	const survivor = spawn('/bin/sleep', ['60'], { env: {}, stdio: 'ignore' });
	t.teardown(() => {
		survivor.kill('SIGKILL');
		rmSync(root, { recursive: true, force: true });
	});
	const home = locateHome(root);
	const first = identifyProcess(survivor.pid ?? 0);
	mkdirSync(join(home.runs, 'run-1'), { recursive: true });
	const gone = { ...first, startTime: '1' };
	writeFileSync(
		join(home.runs, 'run-1', 'namespaces.jsonl'),
		`${JSON.stringify(gone)}\n${JSON.stringify(first)}\n`,
	);

	t.deepEqual(findLateProcesses(home, new Set(['run-1', 'run-2'])), [{ pid: survivor.pid, run: 'run-1' }]);
	t.deepEqual(findLateProcesses(home, new Set(['run-2'])), []);
});

test('what a run started in a scope of its own, as git in a sandbox is, belongs to the run', (t) => {
	const root = mkdtempSync(join(tmpdir(), 'aegis-late-'));
	const home = locateHome(root);
	const start = (scope: string) =>
		spawn('/bin/sleep', ['60'], { env: { [scopeVariable]: scope }, stdio: 'ignore' });
	const run = nameScope(root, 'worker-1', 'run-1');
	const survivors = [start(run), start(`${run}/git-3`)];
	const other = start(nameScope(root, 'worker-1', 'run-10'));
	t.teardown(() => {
		for (const child of [...survivors, other]) child.kill('SIGKILL');
		rmSync(root, { recursive: true, force: true });
	});

	const found = findLateProcesses(home, new Set(['run-1']));
	t.deepEqual(new Set(found), new Set(survivors.map(({ pid }) => ({ pid: pid ?? 0, run: 'run-1' }))));
});
