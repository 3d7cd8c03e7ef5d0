import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL server of the test's own on a unix socket, or null where none is installed. */
export interface RealPostgres extends AsyncDisposable {
	readonly url: string;
	/** A way to it that can be made to swallow everything. */
	openDetour(): Promise<Detour>;
}

export interface Detour extends AsyncDisposable {
	readonly url: string;
	/** From now on nothing passes in either direction, and nobody is told. */
	swallow(): void;
}

/** Where Debian, Fedora and Homebrew put them. */
const places = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

function findBinaries(): string | null {
	const nested = places
		.filter((place) => existsSync(place))
		.flatMap((place) => readdirSync(place).map((name) => join(place, name, 'bin')));
	const folders = [...nested.toSorted().toReversed(), ...(process.env['PATH'] ?? '').split(':')];
	return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** The server refuses to run as root: there it runs as nobody. */
const nobody = 65_534;

export async function startRealPostgres(): Promise<RealPostgres | null> {
	const binaries = findBinaries();
	if (binaries === null) return null;
	const stack = new AsyncDisposableStack();
	const folder = mkdtempSync(join(tmpdir(), 'aegis-pg-'));
	stack.defer(() => rmSync(folder, { recursive: true, force: true }));
	const data = join(folder, 'data');
	mkdirSync(data, { mode: 0o700 });
	const asUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
	if (asUser.uid !== undefined) {
		for (const path of [folder, data]) chownSync(path, nobody, nobody);
		chmodSync(folder, 0o755);
	}
	const options = { ...asUser, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
	const setUp = ['-D', data, '-A', 'trust', '-U', 'aegis', '--no-sync', '-E', 'UTF8'];
	execFileSync(join(binaries, 'initdb'), setUp, { ...options, stdio: 'ignore' });
	const settings = ['-c', 'listen_addresses=', '-k', folder, '-c', 'fsync=off'];
	const server = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], {
		...options,
		stdio: 'ignore',
	});
	const gone = once(server, 'exit');
	stack.defer(async () => {
		server.kill('SIGQUIT');
		await gone;
	});
	const url = `postgresql://aegis@localhost/postgres?host=${encodeURIComponent(folder)}`;
	const ready = ['-q', '-h', folder, '-U', 'aegis', '-d', 'postgres'];
	for (let tries = 0; spawnSync(join(binaries, 'pg_isready'), ready).status !== 0; tries++) {
		if (tries > 300) throw new Error('PostgreSQL does not answer');
		await sleep(100);
	}
	const socket = join(folder, '.s.PGSQL.5432');
	return {
		url,
		openDetour: () => openDetour(socket),
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
	};
}

async function openDetour(socketPath: string): Promise<Detour> {
	const open = new Set<Socket>();
	let swallowing = false;
	const server = createServer((client) => {
		const upstream = connect(socketPath);
		for (const [from, to] of [
			[client, upstream],
			[upstream, client],
		] as const) {
			open.add(from);
			from.on('data', (chunk) => swallowing || to.write(chunk));
			from.on('error', () => {});
			from.on('close', () => (open.delete(from), to.destroy()));
		}
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `postgresql://aegis@127.0.0.1:${port}/postgres?sslmode=disable`,
		swallow: () => (swallowing = true),
		async [Symbol.asyncDispose]() {
			server.close();
			for (const each of open) each.destroy();
			await once(server, 'close');
		},
	};
}
