import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import asana from 'asana';
import test from 'ava';
import { Redis } from 'ioredis';
import { connect } from './helpers/board.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;

const children = new Set<ChildProcess>();

/** Remembers a process so that none outlives the tests, whatever becomes of them. */
function keep(child: ChildProcess): ChildProcess {
	children.add(child);
	child.once('close', () => children.delete(child));
	return child;
}

test.after.always(() => {
	for (const child of children) child.kill('SIGKILL');
});

function start(...args: readonly string[]): ChildProcess {
	return keep(spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

async function finish(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
	let stderr = '';
	child.stderr?.on('data', (chunk) => {
		stderr += String(chunk);
	});
	await once(child, 'close');
	return { code: child.exitCode, stderr };
}

interface Ready {
	readonly event: string;
	readonly url: string;
	readonly apiUrl: string;
}

/** What it writes for programs of this machine. */
interface Written {
	readonly url: string;
	readonly apiUrl: string;
	readonly pid: number;
	readonly botToken: string;
	readonly personToken: string;
	readonly workspaceGid: string;
}

async function readWritten(directory: string): Promise<Written> {
	return JSON.parse(await readFile(join(directory, 'board.json'), 'utf8')) as Written;
}

async function ready(child: ChildProcess): Promise<Ready> {
	if (!child.stdout) throw new Error('no stdout');
	const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
	return JSON.parse(line) as Ready;
}

async function withDirectory(work: (directory: string) => Promise<void>): Promise<void> {
	const directory = await mkdtemp(join(tmpdir(), 'aegis-board-'));
	try {
		await work(directory);
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
}

test('bad input ends with one sentence and status 2, before anything is written', async (t) => {
	for (const args of [
		[],
		['--data', 'x', '--port', 'y'],
		['--nonsense'],
		['--data', 'x', '--plan', 'gold'],
		['--data', 'x', '--wake', 'ftp://y'],
		['--data', 'x', '--api-at', 'board:4170'],
		['--data', 'x', '--api-at', 'http://board:4170/path'],
	]) {
		const { code, stderr } = await finish(start(...args));
		t.is(code, 2, args.join(' '));
		t.regex(stderr, /^board: [^\n]+\n$/);
	}
});

test('a port in use ends with one sentence and status 4', async (t) => {
	await using other = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1');
	await once(other, 'listening');
	const address = other.address();
	await withDirectory(async (directory) => {
		const port = typeof address === 'object' ? String(address?.port) : '';
		const { code, stderr } = await finish(start('--data', directory, '--port', port));
		t.is(code, 4);
		t.is(stderr, `board: port ${port} is in use; give another --port, or 0 for a free one\n`);
	});
});

test('it says where it is, once for people and once for programs, and leaves cleanly', async (t) => {
	await withDirectory(async (directory) => {
		const child = start('--data', directory);
		const said = await ready(child);
		t.is(said.event, 'ready');
		const path = join(directory, 'board.json');
		t.is((await stat(path)).mode & 0o777, 0o600);
		const file = await readWritten(directory);
		t.like(file, { url: said.url, apiUrl: said.apiUrl, pid: child.pid ?? -1 });
		t.is(
			(await new asana.UsersApi(connect(said.apiUrl, file.botToken)).getUser('me', {})).data.name,
			'Aegis',
		);
		const second = await finish(start('--data', directory));
		t.is(second.code, 4);
		t.is(await statusFor(said.url, 'evil.example'), 403);
		child.kill('SIGTERM');
		t.is((await finish(child)).code, 0);
		await t.throwsAsync(() => stat(path));
	});
});

test('programs on other machines are told where they reach it, people where it listens', async (t) => {
	await withDirectory(async (directory) => {
		const child = start('--data', directory, '--api-at', 'http://board.test:4170');
		const said = await ready(child);
		const file = await readWritten(directory);
		t.is(file.apiUrl, 'http://board.test:4170/api/1.0');
		t.regex(file.url, /^http:\/\/127\.0\.0\.1:\d+$/);
		t.deepEqual(await (await fetch(`${said.url}/healthz`)).json(), { ok: true });
		const client = connect(`${said.url}/api/1.0`, file.botToken);
		t.is((await new asana.UsersApi(client).getUser('me', {})).data.name, 'Aegis');
		child.kill('SIGTERM');
		t.is((await finish(child)).code, 0);
	});
});

function statusFor(url: string, host: string): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const request = httpRequest(`${url}/live/projects`, { headers: { host } }, (response) => {
			response.resume();
			resolve(response.statusCode);
		});
		request.on('error', reject).end();
	});
}

test('killed at any moment, it has kept every answered write and its tokens', async (t) => {
	await withDirectory(async (directory) => {
		const acknowledged: string[] = [];
		let project = '';
		for (let round = 0; round < 3; round++) {
			const child = start('--data', directory);
			const { apiUrl } = await ready(child);
			const file = await readWritten(directory);
			const client = connect(apiUrl, file.personToken);
			if (project === '') {
				project = (
					await new asana.ProjectsApi(client).createProject(
						{ data: { name: 'P', workspace: file.workspaceGid } },
						{},
					)
				).data.gid;
			}
			const tasks = new asana.TasksApi(client);
			const kept = (await tasks.getTasks({ project })).data.map(({ gid }: { gid: string }) => gid);
			t.deepEqual(
				acknowledged.filter((gid) => !kept.includes(gid)),
				[],
			);
			const killed = once(child, 'close');
			const writers = [1, 2, 3].map(async () => {
				for (;;)
					acknowledged.push(
						(await tasks.createTask({ data: { name: `r${round}`, projects: [project] } }, {})).data.gid,
					);
			});
			const goal = acknowledged.length + 20;
			while (acknowledged.length < goal) await new Promise(setImmediate);
			child.kill('SIGKILL');
			await Promise.allSettled(writers);
			await killed;
		}
		t.is(new Set(acknowledged).size, acknowledged.length);
	});
});

test('each change is published for its project, and a dead Redis harms nothing', async (t) => {
	await withDirectory(async (directory) => {
		const socket = join(directory, 'redis.sock');
		const redis = keep(
			spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', directory], {
				stdio: 'ignore',
			}),
		);
		const listener = new Redis({ path: socket, retryStrategy: () => 50, maxRetriesPerRequest: null });
		t.teardown(() => listener.disconnect());
		listener.on('error', () => undefined);
		await listener.psubscribe('test:wake:*');
		const child = start(
			'--data',
			join(directory, 'data'),
			'--wake',
			`unix://${socket}`,
			'--wake-prefix',
			'test',
		);
		const { apiUrl } = await ready(child);
		const file = await readWritten(join(directory, 'data'));
		const projects = new asana.ProjectsApi(connect(apiUrl, file.personToken));
		const heard = once(listener, 'pmessage');
		const { gid } = (await projects.createProject({ data: { name: 'P', workspace: file.workspaceGid } }, {}))
			.data;
		t.deepEqual((await heard).slice(1), [`test:wake:${gid}`, gid]);
		redis.kill('SIGKILL');
		await once(redis, 'close');
		await projects.updateProject({ data: { name: 'Q' } }, gid, {});
		t.is((await projects.getProject(gid, {})).data.name, 'Q');
		child.kill('SIGTERM');
		t.is((await finish(child)).code, 0);
	});
});
