import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import test from 'ava';
import { createFolder } from './helpers/temporary.ts';

const root = resolve(import.meta.dirname, '../../..');

function writeScript(file: string, text: string): void {
	writeFileSync(file, `#!/bin/sh\n${text}\n`);
	chmodSync(file, 0o755);
}

/**
 * A clone with the real launcher, a CLI that prints its arguments, and an npm that, instead of fetching, puts stubs
 * where the pinned pnpm and Node would be.
 */
function createClone(folder: string, installed: string): { clone: string; env: Record<string, string> } {
	const clone = join(folder, 'a clone');
	mkdirSync(join(clone, 'packages/cli/src'), { recursive: true });
	mkdirSync(join(clone, 'toolchain'));
	cpSync(join(root, 'aegis'), join(clone, 'aegis'));
	for (const name of ['bootstrap.sh', 'run.sh'])
		cpSync(join(root, 'toolchain', name), join(clone, 'toolchain', name));
	writeFileSync(join(clone, 'pnpm-lock.yaml'), 'lock 1\n');
	writeFileSync(join(clone, 'packages/cli/src/main.ts'), 'console.log(process.argv.slice(2).join("|"));\n');

	const bin = join(folder, 'bin');
	mkdirSync(bin);
	const runOrTell = `[ "$1" = --version ] && { echo ${installed}; exit; }\nexec ${process.execPath} "$@"`;
	writeScript(join(bin, 'node'), runOrTell);
	const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
	writeScript(
		join(bin, 'npm'),
		`echo "npm $*" >> '${folder}/calls'
modules='${clone}/toolchain/node_modules'
mkdir -p "$modules/.bin" "$modules/pnpm/bin" "$modules/node-linux-${arch}/bin"
ln -sf ${process.execPath} "$modules/node-linux-${arch}/bin/node"
cat > "$modules/pnpm/bin/pnpm.cjs" <<'END'
require('node:fs').appendFileSync('${folder}/calls', 'pnpm ' + process.argv.slice(2).join(' ') + '\\n');
console.log('progress of pnpm');
require('node:fs').mkdirSync('node_modules', { recursive: true });
END
ln -sf ../pnpm/bin/pnpm.cjs "$modules/.bin/pnpm"
chmod +x "$modules/pnpm/bin/pnpm.cjs"
echo 'progress of npm'`,
	);
	return { clone, env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder } };
}

const start = (command: string, args: readonly string[], env: Record<string, string>, cwd = '/') =>
	execa(command, args, { cwd, env, extendEnv: false, reject: false });
const readCalls = (folder: string): string[] =>
	existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : [];

/** The pinned Node is for Linux. */
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('an old Node: fetches the toolchain, installs once, and says so on stderr only', async (t) => {
	using folder = createFolder();
	const { clone, env } = createClone(folder.path, 'v20.11.1');
	const link = join(folder.path, 'linked');
	symlinkSync(join(clone, 'aegis'), link);

	const first = await start(link, ['demo', '--json', 'a b'], env);
	t.is(first.exitCode, 0, first.stderr);
	t.is(first.stdout, 'demo|--json|a b');
	t.regex(first.stderr, /fetching Node 24 and pnpm.*here is Node v20\.11\.1/);
	t.regex(first.stderr, /progress of pnpm/);
	const calls = readCalls(folder.path);
	t.is(calls.length, 2);
	t.regex(calls[0] ?? '', /^npm ci --prefix .*toolchain/);
	t.false(calls[0]?.includes('--omit'), 'the pinned Node is fetched too');
	t.regex(calls[1] ?? '', /^pnpm install --frozen-lockfile/);

	const second = await start(join(clone, 'aegis'), ['status'], env);
	t.is(second.stdout, 'status');
	t.is(second.stderr, '');
	t.is(readCalls(folder.path).length, 2, 'neither npm nor pnpm is started again');

	writeFileSync(join(clone, 'pnpm-lock.yaml'), 'lock 2\n');
	await start(join(clone, 'aegis'), ['status'], env);
	t.is(readCalls(folder.path).length, 3, 'another lockfile is installed');
});

test('a good Node: the pinned one is not fetched', async (t) => {
	using folder = createFolder();
	const { clone, env } = createClone(folder.path, process.version);
	const result = await start(join(clone, 'aegis'), [], env);

	t.is(result.exitCode, 0, result.stderr);
	t.true(readCalls(folder.path)[0]?.includes('--omit=optional'));
});

test('two starts at once install once', async (t) => {
	using folder = createFolder();
	const { clone, env } = createClone(folder.path, process.version);
	// The lock of a process that is long dead must not stop them.
	mkdirSync(join(clone, '.aegis/setup.lock'), { recursive: true });
	writeFileSync(join(clone, '.aegis/setup.lock/pid'), '4194303\n');
	const both = await Promise.all([
		start(join(clone, 'aegis'), ['1'], env),
		start(join(clone, 'aegis'), ['2'], env),
	]);

	t.deepEqual(
		both.map(({ stdout }) => stdout),
		['1', '2'],
		both.map(({ stderr }) => stderr).join('\n'),
	);
	t.is(readCalls(folder.path).filter((call) => call.startsWith('pnpm')).length, 1);
	t.false(existsSync(join(clone, '.aegis/setup.lock')));
});

test('what fails is one sentence with its fix, exit 4, and nothing on stdout', async (t) => {
	using folder = createFolder();
	const { clone, env } = createClone(folder.path, 'v20.11.1');
	writeScript(join(folder.path, 'bin/npm'), 'echo "npm error network" >&2; exit 1');
	const failed = await start(join(clone, 'aegis'), ['demo'], env);
	t.is(failed.exitCode, 4);
	t.is(failed.stdout, '');
	t.false(existsSync(join(clone, '.aegis/setup.lock')), 'the lock is given back');

	const bare = join(folder.path, 'bare');
	mkdirSync(bare);
	for (const tool of ['sh', 'dirname', 'readlink', 'cat', 'uname', 'mkdir', 'rm', 'cmp']) {
		symlinkSync(existsSync(`/usr/bin/${tool}`) ? `/usr/bin/${tool}` : `/bin/${tool}`, join(bare, tool));
	}
	const none = await start(join(clone, 'aegis'), ['demo'], { PATH: bare, HOME: folder.path });
	t.is(none.exitCode, 4);
	t.regex(none.stderr, /Node is not installed/);
	t.is(none.stderr.split('\n').length, 2);
});

test('run.sh puts the toolchain on PATH and runs in the root of the clone', async (t) => {
	using folder = createFolder();
	const { clone, env } = createClone(folder.path, process.version);
	const result = await start(
		'sh',
		[join(clone, 'toolchain/run.sh'), 'sh', '-c', 'pwd; command -v pnpm'],
		env,
	);

	t.is(result.exitCode, 0, result.stderr);
	t.deepEqual(result.stdout.split('\n'), [clone, join(clone, 'toolchain/node_modules/.bin/pnpm')]);
});
