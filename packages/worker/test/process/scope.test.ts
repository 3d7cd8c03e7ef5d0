import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { findScope } from '@aegis/shared/process';
import { until } from '@aegis/shared/testing';
import { commandEnvironment } from '../../src/core/environment.ts';
import { runCommand, timeoutExitCode } from '../../src/process/command.ts';
import { startScoped } from '../../src/process/scoped-process.ts';
import { stopProcess } from '../../src/process/stop.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const path = process.env['PATH'] ?? '';
const never = new AbortController().signal;

/** Three ways to leave a process group: a new session, nohup in the background, a double fork. */
const daemons =
	'setsid sleep 300 & nohup sleep 300 >/dev/null 2>&1 & (setsid sh -c "sleep 300 & sleep 300" &) ;';

test('what a stopped process left behind is gone with it, though it heeds no TERM', async (t) => {
	const scope = `test-${process.pid}/stop`;
	const agent = startScoped({
		argv: ['/bin/sh', '-c', `trap "" TERM INT; ${daemons} echo up; while :; do sleep 1; done`],
		cwd: '/',
		env: { PATH: path },
		scope,
		enclosure: null,
	});
	await until('the daemons run', () => findScope(scope).length >= 5);

	await stopProcess(agent, { interrupt: null, urgent: false });

	t.deepEqual(findScope(scope), []);
});

test('an urgent stop kills without a word before', async (t) => {
	const told = join(temporaryFolder(t), 'told');
	const scope = `test-${process.pid}/urgent`;
	const agent = startScoped({
		argv: ['/bin/sh', '-c', `trap "touch ${told}" TERM; ${daemons} while :; do sleep 0.1; done`],
		cwd: '/',
		env: { PATH: path },
		scope,
		enclosure: null,
	});
	await until('the daemons run', () => findScope(scope).length >= 5);

	await stopProcess(agent, { interrupt: null, urgent: true });

	t.deepEqual(findScope(scope), []);
	t.false(existsSync(told));
});

test('daemons of a command that ended well are gone too', async (t) => {
	const scope = `test-${process.pid}/command`;

	const report = await runCommand({
		command: `${daemons} echo done`,
		cwd: '/',
		env: { PATH: path },
		scope,
		enclosure: null,
		timeoutMs: 30_000,
		signal: never,
	});

	t.like(report, { exitCode: 0, tail: 'done\n' });
	t.deepEqual(findScope(scope), []);
});

test('a command that takes too long is ended and says so', async (t) => {
	const scope = `test-${process.pid}/slow`;

	const report = await runCommand({
		command: 'echo begun; sleep 300',
		cwd: '/',
		env: { PATH: path },
		scope,
		enclosure: null,
		timeoutMs: 300,
		signal: never,
	});

	t.is(report.exitCode, timeoutExitCode);
	t.regex(report.tail, /begun\n\n\(stopped after/);
	t.deepEqual(findScope(scope), []);
});

test('a command sees its toolchain and none of our secrets', async (t) => {
	const folder = temporaryFolder(t);
	const ours = {
		PATH: path,
		HOME: folder,
		REDIS_URL: 'unix:///secret',
		ASANA_ACCESS_TOKEN: 'secret',
		ANTHROPIC_API_KEY: 'secret',
		npm_config_registry: 'https://registry.example.test',
		npm_config__authToken: 'secret',
		WANTED: 'yes',
	};

	await runCommand({
		command: `env > ${join(folder, 'env')}`,
		cwd: folder,
		env: commandEnvironment(ours, ['WANTED']),
		scope: `test-${process.pid}/env`,
		enclosure: null,
		timeoutMs: 30_000,
		signal: never,
	});

	const seen = readFileSync(join(folder, 'env'), 'utf8');
	t.notRegex(seen, /secret/);
	t.regex(seen, /npm_config_registry=/);
	t.regex(seen, /WANTED=yes/);
});

test('a program that is not there is an exit, not an exception', async (t) => {
	const missing = startScoped({
		argv: ['/nowhere/claude'],
		cwd: '/',
		env: {},
		scope: `test-${process.pid}/missing`,
		enclosure: null,
	});
	const exit = await missing.exited;
	t.not(exit.code, 0);
});
