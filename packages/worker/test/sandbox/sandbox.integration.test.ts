import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { isSameProcessAlive } from '@aegis/shared/process';
import { locateHome } from '@aegis/shared/config';
import { until } from '@aegis/shared/testing';
import { homeInside, proxyUrlInside } from '../../src/core/bwrap-arguments.ts';
import { runCommand } from '../../src/process/command.ts';
import { startScoped } from '../../src/process/scoped-process.ts';
import { stopProcess } from '../../src/process/stop.ts';
import { findCgroups } from '../../src/sandbox/cgroup.ts';
import { openSandbox, type Program, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { realSandbox } from '../helpers/sandbox.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const path = process.env['PATH'] ?? '/usr/bin:/bin';
const never = new AbortController().signal;

let serial = 0;

/** A folder with a tree, a home and things that are nobody's business. */
function makeRoom(t: ExecutionContext) {
	const root = temporaryFolder(t);
	const [tree, home, secrets] = ['tree', 'own', 'secrets'].map((name) => join(root, name)) as [
		string,
		string,
		string,
	];
	for (const folder of [tree, home, secrets]) mkdirSync(folder);
	writeFileSync(join(secrets, 'netrc'), 'canary-7531\n');
	return { root, tree, home, secrets };
}

/** What encloses a program whose tree and home are a room's. */
function encloseTree(
	sandbox: Sandbox,
	room: { readonly tree: string; readonly home: string },
	more: Pick<Partial<Program>, 'socket'> = {},
) {
	const { tree, home } = room;
	return sandbox.enclose({ home, argv: [], path, cwd: tree, writable: [tree], readable: [], ...more });
}

async function run(
	sandbox: Sandbox,
	room: { tree: string; home: string },
	command: string,
	env: Record<string, string> = {},
) {
	const enclosure = encloseTree(sandbox, room);
	return runCommand({
		command,
		cwd: room.tree,
		env: { PATH: path, HOME: homeInside, ...env },
		scope: `test-${process.pid}/sandbox-${++serial}`,
		enclosure,
		timeoutMs: 60_000,
		signal: never,
	});
}

test('a program inside sees its tree, its home and the toolchain, and nothing else of the machine', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;

	const report = await run(
		sandbox,
		room,
		[
			'set -ex',
			`test ! -e ${room.secrets}; test ! -e ${join(room.root, 'home')}`,
			'test ! -e /root/.bashrc; test ! -e /root/.ssh; test ! -e /var; test ! -e /home/run/../other; test ! -e /etc/shadow',
			'! ls /run/* >/dev/null 2>&1; test ! -e /var/run/docker.sock; test ! -e /sys',
			'echo made >made; echo kept >"$HOME/kept"; node -e "process.exit(0)"; git --version >/dev/null',
			'! touch /usr/marker 2>/dev/null; ! touch /marker 2>/dev/null; ! touch /etc/marker 2>/dev/null; ! touch /dev/marker 2>/dev/null',
			'test "$(id -u)" -ne 0; test "$(id -un)" = run; test "$(hostname)" = run',
			// The shell, and what it has just started.
			'test "$(ls -d /proc/[0-9]* | wc -l)" -lt 8',
			'grep -q "^CapEff:.0*$" /proc/self/status; grep -q "^NoNewPrivs:.1" /proc/self/status',
			'! unshare --user true 2>/dev/null',
			'test ! -w /proc/sys/kernel/core_pattern',
		].join('\n'),
	);

	t.is(report.exitCode, 0, report.tail);
	t.is(readFileSync(join(room.tree, 'made'), 'utf8'), 'made\n');
	t.is(readFileSync(join(room.home, 'kept'), 'utf8'), 'kept\n');
});

test('attack 10: no environment, argument or open file of another process can be read from inside', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;
	const other = spawn('/bin/sleep', ['60'], { env: { SECRET: 'canary-7531' }, stdio: 'ignore' });
	t.teardown(() => other.kill('SIGKILL'));

	const report = await run(
		sandbox,
		room,
		'cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n" | grep -i canary; true',
		{ CANARY_OF_ITS_OWN: '1' },
	);

	t.regex(report.tail, /CANARY_OF_ITS_OWN/);
	t.notRegex(report.tail, /canary-7531/);
});

test('attack 37: a tree that is swapped for a link while it runs leads nowhere', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;

	const report = await run(
		sandbox,
		room,
		`ln -s ${room.secrets} link; cat link/netrc; cd ..; mv ${room.tree} elsewhere; ln -s ${room.secrets} ${room.tree}`,
	);

	t.notRegex(report.tail, /canary-7531/);
	t.true(existsSync(room.tree));
	t.is(readFileSync(join(room.secrets, 'netrc'), 'utf8'), 'canary-7531\n');
});

test('attacks 63 and 64: what it leaves behind dies with it, even what cleared its environment', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;
	const tick = `while :; do date +%s%N >${join(room.tree, 'tick')}; sleep 0.05; done`;
	const enclosure = encloseTree(sandbox, room);
	const agent = startScoped({
		argv: ['/bin/sh', '-c', `trap "" TERM INT; (env -i setsid sh -c '${tick}' &); kill -9 $PPID; sleep 300`],
		cwd: room.tree,
		env: { PATH: path },
		scope: `test-${process.pid}/survivors`,
		enclosure,
	});
	await until('the survivor runs', () => existsSync(join(room.tree, 'tick')));
	const first = await enclosure?.known;

	await stopProcess(agent, { interrupt: null, urgent: true });

	t.false(first !== null && first !== undefined && isSameProcessAlive(first));
	const last = readFileSync(join(room.tree, 'tick'), 'utf8');
	await run(sandbox, room, 'sleep 0.3');
	t.is(readFileSync(join(room.tree, 'tick'), 'utf8'), last);
});

test('a program inside hears a TERM, and has the time to end by itself', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;
	const enclosure = encloseTree(sandbox, room);
	const agent = startScoped({
		argv: ['/bin/sh', '-c', 'trap "touch told; exit 7" TERM; touch up; while :; do sleep 0.05; done'],
		cwd: room.tree,
		env: { PATH: path },
		scope: `test-${process.pid}/term`,
		enclosure,
	});
	await until('it runs', () => existsSync(join(room.tree, 'up')));

	await stopProcess(agent, { interrupt: null, urgent: false });

	t.deepEqual(await agent.exited, { code: 7, signal: null });
	t.true(existsSync(join(room.tree, 'told')));
});

test('attack 62: a file grows, and files are opened, as far as the limits go', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;

	const report = await run(
		sandbox,
		room,
		'ulimit -c; ulimit -n; dd if=/dev/zero of=/run/big bs=1M count=64 2>&1 | tail -1; df -k /tmp | tail -1',
	);

	const [core, files] = report.tail.split('\n');
	t.is(core, '0');
	t.true(Number(files) <= 65_536);
	t.regex(report.tail, /No space left|1[67]\d{6} bytes/);
	t.regex(report.tail, /tmpfs\s+1048576/);
});

test('attack 62: the number of processes is limited, by a cgroup or for the user', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;
	const place = findCgroups();
	const counted = place?.parents.some(({ limits }) => 'pids.max' in limits) === true;
	if (!counted && process.getuid?.() === 0) {
		t.log('root, and no cgroup that could be written: nothing was tried');
		return t.pass();
	}
	const enclosure = encloseTree(sandbox, room);
	const agent = startScoped({
		argv: ['/bin/sh', '-c', 'ulimit -p >limit; echo up >up; sleep 300'],
		cwd: room.tree,
		env: { PATH: path },
		scope: `test-${process.pid}/processes`,
		enclosure,
	});
	t.teardown(() => stopProcess(agent, { interrupt: null, urgent: true }));
	await until('it runs', () => existsSync(join(room.tree, 'up')));
	const first = await enclosure?.known;

	if (counted) {
		const groups = readFileSync(`/proc/${first?.pid}/cgroup`, 'utf8');
		for (const { folder, limits, wishes } of place.parents) {
			const name = /aegis-run-[\d-]+/.exec(groups)?.[0] ?? 'none';
			for (const [file, value] of Object.entries({ ...limits, ...wishes }))
				t.is(Number(readFileSync(join(folder, name, file), 'utf8')) <= Number(value), true, file);
			t.true(readFileSync(join(folder, name, 'cgroup.procs'), 'utf8').includes(`${first?.pid}\n`), folder);
		}
	} else t.true(Number(readFileSync(join(room.tree, 'limit'), 'utf8')) <= 8_192);
});

test('attack 62: where the processor or memory is short, a run waits and dies before Aegis does', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;

	const report = await run(
		sandbox,
		room,
		'nice; cat /proc/self/oom_score_adj; nice -n -5 true 2>&1; (echo 0 >/proc/self/oom_score_adj) 2>/dev/null; cat /proc/self/oom_score_adj; nice',
	);

	const lines = report.tail.trim().split('\n');
	const [own] = execFileSync('nice', { encoding: 'utf8' }).split('\n');
	const expected = String(Math.min(19, Number(own) + 5));
	t.deepEqual([lines[0], lines[1]], [expected, '1000']);
	t.deepEqual(lines.slice(-2), ['1000', expected], 'neither can be taken back');
});

test('folders the operator shows can be read, those he shares can be written, Aegis’s home never', async (t) => {
	const room = makeRoom(t);
	const [shown, shared] = [join(room.root, 'shown'), join(room.root, 'shared')];
	for (const folder of [shown, shared]) mkdirSync(folder);
	writeFileSync(join(shown, 'a'), 'shown\n');
	const sandbox = await realSandbox(t, room.root, {
		show: [shown, join(room.root, 'home'), room.root],
		share: [shared],
	});
	if (sandbox === null) return;

	const report = await run(
		sandbox,
		room,
		`cat ${shown}/a; touch ${shown}/b 2>/dev/null; touch ${shared}/c; ls ${join(room.root, 'home')} 2>&1`,
	);

	t.regex(report.tail, /^shown\n/);
	t.regex(report.tail, /No such file/);
	t.false(existsSync(join(shown, 'b')));
	t.true(existsSync(join(shared, 'c')));
});

test('attacks 58 and 61: in a network of its own it reaches one socket, and nothing of this machine', async (t) => {
	const room = makeRoom(t);
	const sandbox = await realSandbox(t, room.root);
	if (sandbox === null) return;
	if (!sandbox.canBridge) {
		t.log('socat is not installed, nothing was tried');
		return t.pass();
	}
	const proxy = createServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nthrough the proxy\n'));
	const other = createServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nthe machine itself\n'));
	const folder = join(room.root, 'sock');
	mkdirSync(folder);
	proxy.listen(join(folder, 'proxy.sock'));
	other.listen(0, '127.0.0.1');
	await Promise.all([once(proxy, 'listening'), once(other, 'listening')]);
	t.teardown(() => {
		proxy.close();
		other.close();
	});
	const enclosure = encloseTree(sandbox, room, { socket: { folder, name: 'proxy.sock' } });
	const ask = (url: string): string =>
		`node -e "fetch('${url}').then(async (r) => console.log(await r.text()), (e) => console.log('refused', e.cause.code))"`;

	const report = await runCommand({
		command: [
			ask(proxyUrlInside),
			ask(`http://127.0.0.1:${(other.address() as AddressInfo).port}`),
			'cat /proc/net/dev | tail -n +3 | wc -l',
			'touch /run/aegis/marker 2>/dev/null || echo closed',
		].join('\n'),
		cwd: room.tree,
		env: { PATH: path, HOME: homeInside },
		scope: `test-${process.pid}/bridge`,
		enclosure,
		timeoutMs: 60_000,
		signal: never,
	});

	t.is(report.tail, 'through the proxy\n\nrefused ECONNREFUSED\n1\nclosed\n');
});

test('where a sandbox is required and cannot be had, nothing starts, with one reason', async (t) => {
	const room = makeRoom(t);
	const home = locateHome(join(room.root, 'home'));
	const required = await openSandbox({ wish: 'required', home, show: [], share: [] }).catch(
		(error: unknown) => error,
	);
	if ((await openSandbox({ wish: 'preferred', home, show: [], share: [] })).mode === 'none')
		t.like(required, { code: 'SANDBOX_MISSING', exitCode: 4 });
	else t.like(required, { mode: 'bwrap' });
	const off = await openSandbox({ wish: 'off', home, show: [], share: [] });
	t.like(off, { mode: 'none' });
	t.is(off.enclose({ ...room, argv: [], path, cwd: '/', writable: [], readable: [] }), null);
});
