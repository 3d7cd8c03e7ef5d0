import { spawn } from 'node:child_process';
import test from 'ava';
import { processesOf } from '../../src/process/mentions.ts';
import { until } from '../testing.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a process is found by its arguments and by its environment, and not once it is gone', async (t) => {
	const folder = `/nowhere/aegis-mentions-${process.pid}`;
	const byArgument = spawn('/bin/sh', ['-c', 'read line', folder], { stdio: 'pipe' });
	const byEnvironment = spawn('/bin/sh', ['-c', 'read line'], { env: { HOME: folder }, stdio: 'pipe' });
	t.teardown(() => {
		for (const child of [byArgument, byEnvironment]) child.kill('SIGKILL');
	});
	const found = (): string[] => processesOf(folder);

	await until('both are found', () => found().length === 2);
	t.deepEqual(
		found().sort(),
		[`${byArgument.pid} /bin/sh -c read line ${folder}`, `${byEnvironment.pid} /bin/sh -c read line`].sort(),
	);

	for (const child of [byArgument, byEnvironment]) child.stdin?.end();
	await until('none is found', () => found().length === 0);
	t.pass();
});
