import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTempDir } from './temp-dir.ts';

/** A PostgreSQL server of the test's own. */
export interface RealPostgres extends AsyncDisposable {
	readonly url: string;
	/** The unix socket it listens on. */
	readonly socket: string;
	/** The folder of that socket; it belongs to the user the server runs as. */
	readonly folder: string;
	/** Its URL for another role, which needs its password; `aegis` alone, the superuser, needs none. */
	urlOf(role: string, password: string): string;
	/** Its URL through a door on this port of this machine. */
	urlAt(port: number): string;
}

/** Where Debian, Fedora and Homebrew put them. */
const places = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

/** The user the server runs as: it refuses to be root, and there it is nobody. */
export const postgresUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function findBinaries(): string | null {
	const nested = places
		.filter((place) => existsSync(place))
		.flatMap((place) => readdirSync(place).map((name) => join(place, name, 'bin')));
	const folders = [...nested.toSorted().toReversed(), ...(process.env['PATH'] ?? '').split(':')];
	return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

const binaries = findBinaries();

/** Whether a server is installed; a test that needs one is skipped where it is not. */
export const hasPostgres = binaries !== null;

export async function startRealPostgres(): Promise<RealPostgres> {
	if (binaries === null) throw new Error('no PostgreSQL server is installed');
	await using stack = new AsyncDisposableStack();
	const folder = stack.use(makeTempDir()).path;
	const data = join(folder, 'data');
	mkdirSync(data, { mode: 0o700 });
	if (postgresUser.uid !== undefined) {
		for (const path of [folder, data]) chownSync(path, postgresUser.uid, postgresUser.gid);
		chmodSync(folder, 0o755);
	}
	const options = { ...postgresUser, cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C' } };
	const setUp = ['-D', data, '-A', 'trust', '-U', 'aegis', '--no-sync', '-E', 'UTF8'];
	execFileSync(join(binaries, 'initdb'), setUp, { ...options, stdio: 'ignore' });
	writeFileSync(join(data, 'pg_hba.conf'), 'local all aegis trust\nlocal all all scram-sha-256\n');
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
	const urlOf = (user: string): string =>
		`postgresql://${user}@localhost/postgres?host=${encodeURIComponent(folder)}`;
	const ready = ['-q', '-h', folder, '-U', 'aegis', '-d', 'postgres'];
	for (let tries = 0; spawnSync(join(binaries, 'pg_isready'), ready).status !== 0; tries++) {
		if (tries > 300) throw new Error('PostgreSQL does not answer');
		await sleep(100);
	}
	const started = stack.move();
	return {
		url: urlOf('aegis'),
		urlOf: (role, password) => urlOf(`${role}:${encodeURIComponent(password)}`),
		folder,
		socket: join(folder, '.s.PGSQL.5432'),
		urlAt: (port) => `postgresql://aegis@127.0.0.1:${port}/postgres?sslmode=disable`,
		[Symbol.asyncDispose]: () => started.disposeAsync(),
	};
}
