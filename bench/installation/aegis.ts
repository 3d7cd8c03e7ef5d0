import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { connectMaster, type StatusView } from '@aegis/shared/api';
import { locateHome, type Home } from '@aegis/shared/config';
import { listLiveRecords } from '@aegis/shared/supervision';
import { waitFor } from '../wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command line of a clone of Aegis; of this one where none is named. */
export function cliOf(clone = root): string {
	return join(clone, 'packages/cli/src/main.ts');
}

/** A home and a repository with one commit, both in one temporary folder that goes with it. */
export interface Place extends AsyncDisposable {
	/** The command line it is driven by. */
	readonly cli: string;
	readonly home: Home;
	readonly repository: string;
	/** Where an agent writes when it was started. */
	readonly agentLog: string;
}

export async function makePlace(cli = cliOf()): Promise<Place> {
	const root = mkdtempSync(join(tmpdir(), 'aegis-bench-'));
	const repository = join(root, 'repository');
	const world = join(root, 'world');
	mkdirSync(world);
	const git = (...args: string[]) => execa('git', ['-c', 'init.defaultBranch=main', ...args], { cwd: root });
	await git('init', '--quiet', repository);
	const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost'];
	await git('-C', repository, ...identity, 'commit', '--quiet', '--allow-empty', '-m', 'Start');
	return {
		cli,
		home: locateHome(join(root, 'home')),
		repository,
		agentLog: join(world, 'agents.log'),
		async [Symbol.asyncDispose]() {
			rmSync(root, { recursive: true, force: true });
		},
	};
}

/** The environment of everything the bench starts: this one without settings of another Aegis. */
export function environmentOf(home: Home, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	const ours = /^(AEGIS_(?!SANDBOX)|ASANA_|ANTHROPIC_|CLAUDE|REDIS_URL$|DATABASE_URL$|LOG_LEVEL$)/;
	const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
	// As the launcher sets it: services are compiled once per clone, not at every start.
	const cache = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/aegis') };
	return { ...cache, ...Object.fromEntries(kept), AEGIS_HOME: home.root, ...extra };
}

export async function runAegis(place: Place, ...args: string[]): Promise<void> {
	await execa(process.execPath, [place.cli, ...args], {
		cwd: place.repository,
		env: environmentOf(place.home),
		extendEnv: false,
	});
}

/** `aegis up` under way; disposing ends it as Ctrl-C does and checks that nothing of it stays. */
export interface Up extends AsyncDisposable {
	readonly pid: number;
	/** When its process was started, in milliseconds of performance.now(). */
	readonly startedAt: number;
}

export function startUp(place: Place, env: Readonly<Record<string, string>> = {}): Up {
	const startedAt = performance.now();
	const child = spawn(process.execPath, [place.cli, 'up', '--board-port', '0', '--dashboard-port', '0'], {
		cwd: place.repository,
		env: environmentOf(place.home, { AEGIS_POLL_SECONDS: '30', ...env }),
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
	const exited = once(child, 'exit');
	child.once('exit', (code) => {
		if (code !== 0 && code !== 130) process.stderr.write(`aegis up ended with ${code}:\n${said}\n`);
	});
	return {
		pid: child.pid ?? -1,
		startedAt,
		async [Symbol.asyncDispose]() {
			child.kill('SIGINT');
			await exited;
			const left = listLiveRecords(place.home.run);
			for (const { pid } of left) process.kill(pid, 'SIGKILL');
			if (left.length > 0) throw new Error(`left running: ${left.map(({ name }) => name).join(', ')}`);
		},
	};
}

/** Waits until every worker is alive and every project's board was read; the status then. */
export async function awaitReady(place: Place, workers: number): Promise<StatusView> {
	const master = connectMaster(place.home);
	return waitFor('a master with its workers and projects ready', async () => {
		const status = await master.status().catch(() => null);
		if (status === null || status.projects.length === 0) return null;
		const alive = status.workers.filter((worker) => worker.state !== 'silent').length;
		const read = status.projects.every((project) => project.lastPollAt !== null && project.state === 'ok');
		return alive >= workers && read ? status : null;
	});
}

/** The address of the installation's private Redis. */
export function readRedisUrl({ home }: Place): string {
	return (JSON.parse(readFileSync(join(home.run, 'redis.json'), 'utf8')) as { url: string }).url;
}
