import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { makeTempDir } from '../helpers/temp-dir.ts';

const module = pathToFileURL(join(import.meta.dirname, '../../src/failpoint.ts')).href;

/** Runs a process that arms itself and passes one failpoint twice; what it printed and how it ended. */
function pass(home: string, setting: string, about = ''): { stdout: string; signal: string | null } {
	const code = `
		const { armFailpoints, failpoint } = await import(${JSON.stringify(module)});
		armFailpoints(${JSON.stringify(setting)}, ${JSON.stringify(home)});
		for (const time of ['first', 'second']) {
			try { failpoint('worker.after-push', ${JSON.stringify(about)}); console.log(time, 'passed'); }
			catch (error) { console.log(time, error.message); }
		}`;
	const { stdout, signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
		encoding: 'utf8',
		timeout: 20_000,
	});
	return { stdout: stdout + stderr, signal };
}

test('it is set off once, and not again by the process that is started after it', (t) => {
	using home = makeTempDir();
	t.is(pass(home.path, 'worker.after-push:kill').signal, 'SIGKILL');
	t.deepEqual(pass(home.path, 'worker.after-push:kill'), {
		stdout: 'first passed\nsecond passed\n',
		signal: null,
	});
});

test('it is set off as often as asked for', (t) => {
	using home = makeTempDir();
	t.is(pass(home.path, 'worker.after-push:kill:2').signal, 'SIGKILL');
	t.is(pass(home.path, 'worker.after-push:kill:2').signal, 'SIGKILL');
	t.is(pass(home.path, 'worker.after-push:kill:2').signal, null);
});

test('an error is thrown where it is asked for', (t) => {
	using home = makeTempDir();
	t.is(
		pass(home.path, 'worker.after-push:throw').stdout,
		'first failpoint worker.after-push\nsecond passed\n',
	);
});

test('what is about something else passes', (t) => {
	using home = makeTempDir();
	const setting = 'worker.after-push(Merger):throw';
	t.is(pass(home.path, setting, 'Worker').stdout, 'first passed\nsecond passed\n');
	t.is(pass(home.path, setting, 'Merger').stdout, 'first failpoint worker.after-push\nsecond passed\n');
});

test('a folder arms a running process, and says what was set off where', (t) => {
	using home = makeTempDir();
	const folder = join(home.path, 'armed');
	mkdirSync(folder);
	t.is(pass(home.path, `folder:${folder}`).stdout, 'first passed\nsecond passed\n');
	writeFileSync(
		join(folder, 'worker.after-push'),
		JSON.stringify({ action: 'throw', about: null, times: 1 }),
	);
	t.is(pass(home.path, `folder:${folder}`).stdout, 'first failpoint worker.after-push\nsecond passed\n');
	t.false(existsSync(join(folder, 'worker.after-push')));
	const [fired] = readFileSync(join(folder, 'fired.jsonl'), 'utf8').trim().split('\n');
	t.like(JSON.parse(fired ?? ''), { name: 'worker.after-push', action: 'throw' });
});

test('without a setting nothing happens, and an unknown name is refused', (t) => {
	using home = makeTempDir();
	t.is(pass(home.path, '').stdout, 'first passed\nsecond passed\n');
	t.regex(pass(home.path, 'worker.after-lunch:kill').stdout, /FAILPOINT_UNKNOWN/);
});
