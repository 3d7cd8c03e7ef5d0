import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { nanoid } from 'nanoid';
import {
	emptyScope,
	findScope,
	nameScope,
	scopeVariable,
	signalProcess,
	signalScope,
} from '../../src/process.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';
import { until } from '../helpers/until.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const freshScope = (): string => nameScope(`/home/of/${nanoid()}`, 'worker-1', 'run-1');
const environment = (scope: string): NodeJS.ProcessEnv => ({
	PATH: process.env['PATH'],
	[scopeVariable]: scope,
});

test('scopes of different homes, workers and runs differ, and a run lies within its worker', (t) => {
	const run = nameScope('/a', 'w', 'r');
	t.true(run.startsWith(`${nameScope('/a', 'w')}/`));
	t.is(
		new Set([run, nameScope('/b', 'w', 'r'), nameScope('/a', 'v', 'r'), nameScope('/a', 'w', 's')]).size,
		4,
	);
});

onLinux('nohup, setsid and double-forked daemons are found by their mark and killed', async (t) => {
	using folder = makeTempDir();
	const scope = freshScope();
	const printed = execFileSync('sh', [fixture('daemon.sh'), join(folder.path, 'pids')], {
		env: environment(scope),
		encoding: 'utf8',
	});
	const pids = printed.trim().split('\n').map(Number);
	t.is(pids.length, 3);
	t.true(pids.every((pid) => findScope(scope).includes(pid)));

	t.true(await emptyScope(scope));

	t.deepEqual(findScope(scope), []);
});

onLinux(
	"a worker's scope holds its runs, and a run's holds neither its siblings nor a longer name",
	async (t) => {
		const home = `/home/of/${nanoid()}`;
		const start = async (scope: string): Promise<number> => {
			const child = spawn('sleep', ['300'], { env: environment(scope), stdio: 'ignore' });
			await once(child, 'spawn');
			return child.pid ?? -1;
		};
		const one = await start(nameScope(home, 'w', '1'));
		const ten = await start(nameScope(home, 'w', '10'));
		const other = await start(nameScope(home, 'w2', '1'));
		await until('all are marked', () => findScope(nameScope(home, 'w')).length === 2);

		t.deepEqual(findScope(nameScope(home, 'w', '1')), [one]);
		t.deepEqual(new Set(findScope(nameScope(home, 'w'))), new Set([one, ten]));
		t.is(signalScope(nameScope(home, 'w', '1'), 'SIGTERM'), 1);
		await until('it is gone', () => findScope(nameScope(home, 'w', '1')).length === 0);
		t.true(await emptyScope(nameScope(home, 'w')));
		t.deepEqual(findScope(nameScope(home, 'w2')), [other]);
		t.true(await emptyScope(nameScope(home, 'w2')));
	},
);

onLinux('a chain that forks while it is being killed is caught up with', async (t) => {
	const scope = freshScope();
	spawn('sh', [fixture('fork-bomb.sh'), '200'], { env: environment(scope), stdio: 'ignore' });
	await until('it is under way', () => findScope(scope).length > 3);

	t.true(await emptyScope(scope));

	t.deepEqual(findScope(scope), []);
});

onLinux('emptying a scope that is empty takes no time', async (t) => {
	t.true(await emptyScope(freshScope(), 0));
});

test('signalling a process that is gone is no error', async (t) => {
	const child = spawn('true');
	await once(child, 'exit');
	t.notThrows(() => signalProcess(child.pid ?? -1, 'SIGKILL'));
});
